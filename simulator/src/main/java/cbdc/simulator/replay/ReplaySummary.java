package cbdc.simulator.replay;

import cbdc.simulator.console.Numbers;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** A replay's report for people. */
final class ReplaySummary {
  private static final int WIDTH = 74;

  private final PrintWriter out;

  ReplaySummary(PrintWriter out) {
    this.out = out;
  }

  void print(ReplayReport r) {
    boolean isWhole = r.conservation().equals(Figures.OK);
    rule('┌', '┐');
    line(
        Numbers.grouped(r.rows())
            + " rows of bank history on "
            + r.nodes()
            + (r.nodes() == 1 ? " node, " : " nodes, ")
            + r.shards()
            + " shards");
    rule('├', '┤');
    pair("accepted", Numbers.grouped(r.accepted()));
    pair("declined", Numbers.grouped(r.declined()) + inBrackets(r.declinedByCode()));
    for (Map.Entry<String, Long> kind : r.byKind().entrySet()) {
      long declined = r.declinedByKind().getOrDefault(kind.getKey(), 0L);
      String name = "  " + kind.getKey().toLowerCase(Locale.ROOT).replace('_', ' ');
      pair(
          name,
          Numbers.grouped(kind.getValue()) + (declined == 0 ? "" : "   " + declined + " declined"));
    }
    rule('├', '┤');
    pair("wallets", Numbers.grouped(r.wallets()));
    pair("held by them", Numbers.amount(r.walletBalanceTotalMinor()));
    long sent = r.sentToPartnerBanksMinor().values().stream().mapToLong(Long::longValue).sum();
    pair("sent to " + r.sentToPartnerBanksMinor().size() + " partner banks", Numbers.amount(sent));
    pair("balances SHA-256", r.balancesSha256().substring(0, 16) + "…");
    rule('├', '┤');
    pair("payments in this run", Numbers.grouped(r.payments()) + ", each durable and final");
    pair(
        "speed",
        Numbers.grouped(r.paymentsPerSecond())
            + " payments/s over "
            + Numbers.seconds(r.elapsedMillis() * 1_000_000));
    pair("conservation", isWhole ? "ok: every shard, every channel, every bank" : "FAILED");
    rule('└', '┘');
    if (!isWhole) {
      out.println("conservation: " + r.conservation());
    }
    out.println("Verify it: ./cbdc verify " + r.dataDirectory());
    out.flush();
  }

  private static String inBrackets(Map<String, Long> codes) {
    StringJoiner text = new StringJoiner(", ", "   (", ")").setEmptyValue("");
    codes.forEach((code, count) -> text.add(count + " " + code));
    return text.toString();
  }

  private void pair(String name, String value) {
    line(String.format(Locale.ROOT, "%-26s %s", name, value));
  }

  private void line(String text) {
    int length = text.codePointCount(0, text.length());
    out.println("│ " + text + " ".repeat(Math.max(0, WIDTH - length)) + " │");
  }

  private void rule(char left, char right) {
    out.println(left + "─".repeat(WIDTH + 2) + right);
  }
}
