package cbdc.simulator.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./cbdc bench …}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Measure the ledger core, whole nodes or payments over HTTP, and print conditions and results.",
    subcommands = {
      BenchLedgerCommand.class,
      BenchNodeCommand.class,
      BenchRecoveryCommand.class,
      BenchHttpCommand.class,
      BenchJmhCommand.class,
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./cbdc bench ledger",
      "  ./cbdc bench node --nodes 3 --processes --half",
      "  ./cbdc bench recovery --accounts 1000000",
      "  ./cbdc bench http --half",
      "  ./cbdc bench jmh",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:measured",
      "  1:failed: a fault of the machine, or of what was measured",
      "  2:wrong usage",
      "130:interrupted by Ctrl-C",
    })
public final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
