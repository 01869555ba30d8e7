package cbdc.simulator.node;

import cbdc.simulator.console.CommandFailure;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./cbdc node drain}: makes a running node ready to be stopped. */
@Command(
    name = "drain",
    mixinStandardHelpOptions = true,
    description = {
      "Let a running node hand over all leadership, and take none until it is stopped, or until --end. It goes on voting and"
          + " keeping copies.",
      "",
      "On the node's own machine only, by whoever may read the token in its data directory."
    },
    footerHeading = "%nExample, before an upgrade:%n",
    footer = {
      "  ./cbdc node drain --config data/bank/node-1/node.yaml",
      "  ./cbdc node drain --config data/bank/node-1/node.yaml --end",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:the node leads no shard, or may lead again",
      "  1:no node answers, or the others could not take every shard",
      "  2:wrong configuration or usage",
    })
final class NodeDrainCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Mixin private ManagementOptions node;

  @Option(names = "--end", description = "Let the node lead again.")
  private boolean end;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    if (end) {
      node.client().endDrain(node.token());
      out.println("the node may lead again; shards come back to it as placement wishes");
      out.flush();
      return;
    }
    JsonNode leading = node.client().drain(node.token()).path("leading");
    if (!leading.isEmpty()) {
      throw CommandFailure.failed(
          "the node still leads shards "
              + leading
              + ": no other member could take them. It goes on trying; see './cbdc node status'");
    }
    out.println("the node leads no shard and takes none: it can be stopped");
    out.flush();
  }
}
