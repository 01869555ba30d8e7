package cbdc.simulator.node;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./cbdc node resume-channel}: after the wrong side of a stopped channel was mended. */
@Command(
    name = "resume-channel",
    mixinStandardHelpOptions = true,
    description = {
      "Let the channel between two shards go on after it was stopped because something false came over it. Nothing is skipped"
          + " and nothing is taken twice: it goes on where it stands, takes only what continues its hash, and stops again at"
          + " anything else. So first find out who was wrong, and mend that ('A channel that is stopped' in docs/banks.md).",
      "",
      "Ask the node that leads the shard which stopped the channel, on its own machine, as who may read the token in its data"
          + " directory."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  ./cbdc node resume-channel --shard 5 --from 3 --config data/bank/node-1/node.yaml",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:the channel goes on",
      "  1:no node answers, another one leads the shard, or the channel is not stopped; the output says which",
      "  2:wrong configuration or usage",
    })
final class NodeResumeChannelCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Mixin private ManagementOptions node;

  @Option(
      names = "--shard",
      required = true,
      paramLabel = "SHARD",
      description = "The shard that stopped the channel.")
  private int shard;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "SHARD",
      description = "The shard at the channel's other end.")
  private int from;

  @Override
  public void run() {
    node.client().resumeChannel(shard, from, node.token());
    PrintWriter out = spec.commandLine().getOut();
    out.printf("shard %d takes the channel from shard %d again%n", shard, from);
    out.flush();
  }
}
