package cbdc.simulator.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./cbdc bench ledger}. */
@Command(
    name = "ledger",
    mixinStandardHelpOptions = true,
    description = "The ledger core alone, on one thread: payments decided and applied per second.",
    footerHeading = "%nExample:%n",
    footer = "  ./cbdc bench ledger 10000 --rounds 5")
final class BenchLedgerCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "ACCOUNTS",
      description = "Numbers of accounts to measure with (default 10000 and 10000000).")
  private int[] accounts = {10_000, 10_000_000};

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "9",
      description = "Measured rounds (default 9).")
  private int rounds;

  @Override
  public Integer call() {
    LedgerBenchmark.run(accounts, rounds, System.out);
    return 0;
  }
}
