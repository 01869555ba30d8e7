package cbdc.simulator.app;

import cbdc.issuer.app.IssuerCommand;
import cbdc.simulator.bench.BenchCommand;
import cbdc.simulator.drill.DrillCommand;
import cbdc.simulator.load.CompareCommand;
import cbdc.simulator.load.LoadCommand;
import cbdc.simulator.load.ReplayRunCommand;
import cbdc.simulator.node.NodeCommand;
import cbdc.simulator.replay.ReplayCommand;
import cbdc.simulator.run.RunCommand;
import cbdc.simulator.simulate.SimulateCommand;
import cbdc.simulator.verify.VerifyCommand;
import cbdc.wallet.app.WalletCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The root of the command line. Alone it shows the help; the work is done by the subcommands listed
 * in its annotation.
 */
@Command(
    name = "cbdc",
    description =
        "A two-tier digital currency that really runs: settlement ledger, issuer and bank history replay.",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    subcommands = {
      // One line per command, in the order of the help.
      RunCommand.class,
      ReplayCommand.class,
      VerifyCommand.class,
      SimulateCommand.class,
      IssuerCommand.class,
      WalletCommand.class,
      NodeCommand.class,
      BenchCommand.class,
      DrillCommand.class,
      LoadCommand.class,
      CompareCommand.class,
      ReplayRunCommand.class,
    },
    footerHeading = "%nAlso, done by the script itself:%n",
    footer = {
      "  test     build, check formatting and rules, run every test (what CI runs)",
      "  format   format the Java sources",
      "  jdk      name the JDK that was found",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:done",
      " 1:failed: a fault of the machine or a bug",
      " 2:wrong usage: unknown command, option or value; nothing was done",
      " 3:refused by the ledger, or a verification found a fault",
      "130:interrupted by Ctrl-C",
    })
public final class CbdcCommand implements Runnable {
  @Spec private CommandSpec spec;

  /**
   * The whole command line, ready to execute. Failures print one line; {@code CBDC_TRACE=1} adds
   * the stack trace.
   */
  public static CommandLine commandLine() {
    return WholeHelp.of(new CommandLine(new CbdcCommand()))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(new WrongUsage())
        .setExecutionExceptionHandler(new FailureReport());
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
