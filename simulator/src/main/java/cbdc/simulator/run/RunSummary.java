package cbdc.simulator.run;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** What a person reads when a system is up. */
final class RunSummary {
  private final PrintWriter out;

  RunSummary(PrintWriter out) {
    this.out = out;
  }

  /** A payment from the first wallet of the first bank to the first merchant of the second. */
  static String curl(List<RunFile.Bank> banks) {
    RunFile.Bank bank = banks.getFirst();
    RunFile.Wallet payer = bank.wallets().getFirst();
    RunFile.Merchant payee = banks.get(banks.size() > 1 ? 1 : 0).merchants().getFirst();
    return String.join(
        " \\\n    ",
        "curl -sS " + bank.url() + "/v1/payments",
        "-H 'Authorization: Bearer " + payer.token() + "'",
        "-H \"Idempotency-Key: coffee-$(date +%s%N)\"",
        "-H 'Content-Type: application/json'",
        "-d '{\"payer\":\""
            + payer.account()
            + "\",\"payee\":\""
            + payee.account()
            + "\",\"amount\":450,\"currency\":\"XDU\",\"note\":\"one coffee\"}'");
  }

  void print(RunFile run, Path directory) {
    RunFile.Bank first = run.banks().getFirst();
    out.println();
    out.println("A two-tier digital currency is running. Ctrl-C ends it.");
    out.println();
    line("issuer", run.issuer().url(), "reference at /docs");
    for (RunFile.Bank bank : run.banks()) {
      line(
          "bank " + bank.bank(),
          bank.url(),
          bank.wallets().size() + " wallets, " + bank.merchants().size() + " merchants");
    }
    for (RunFile.Node node : run.nodes()) {
      line(node.id(), node.management(), "metrics; services at " + node.cluster());
    }
    out.println();
    line("a wallet", first.wallets().getFirst().account(), "token in run.json");
    line(
        "a merchant",
        first.merchants().getFirst().account(),
        first.merchants().getFirst().name() + ", API key in run.json");
    line("all of it", directory.resolve(RunFile.NAME).toString(), "addresses and tokens");
    out.println();
    out.println("Pay a merchant of another bank:");
    out.println();
    out.println("  " + run.curl());
    out.println();
    out.flush();
  }

  private void line(String name, String where, String what) {
    out.printf("  %-11s %-28s %s%n", name, where, what);
  }
}
