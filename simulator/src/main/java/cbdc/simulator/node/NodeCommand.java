package cbdc.simulator.node;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./cbdc node …}. */
@Command(
    name = "node",
    mixinStandardHelpOptions = true,
    description = "Make, check, run and look after a settlement node.",
    subcommands = {
      NodeInitCommand.class,
      NodeStartCommand.class,
      NodeValidateConfigCommand.class,
      NodeShowConfigCommand.class,
      NodeStatusCommand.class,
      NodeDrainCommand.class,
      NodeResumeChannelCommand.class,
      NodeBackupCommand.class,
      NodeRestoreCommand.class
    })
public final class NodeCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
