package cbdc.simulator.node;

import cbdc.simulator.console.ExitCode;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./cbdc node status}: how a running node is, and why. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Ask a running node how it is: live, ready and started with their reasons, its part in each shard, disk, clock, and which"
          + " peers it reaches."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  ./cbdc node status --config data/bank/node-1/node.yaml",
      "  ./cbdc node status --management 127.0.0.1:7601 --json",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:the node is ready",
      "  1:no node answers there",
      "  2:wrong configuration or usage",
      "  3:the node answers, and is not ready; the output says why",
    })
final class NodeStatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ManagementOptions node;

  @Option(names = "--json", description = "Print JSON for machines instead of text for people.")
  private boolean json;

  @Override
  public Integer call() {
    JsonNode status = node.client().status();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(status.toPrettyString());
    } else {
      print(status, out);
    }
    out.flush();
    return status.at("/health/ready/ok").asBoolean() ? ExitCode.OK : ExitCode.REFUSED;
  }

  private static void print(JsonNode status, PrintWriter out) {
    out.printf(
        "node %s, version %s, cluster %s, ledger %s%n",
        status.path("node").asText(),
        status.path("version").asText(),
        status.path("cluster").asText("not known yet"),
        status.path("ledger").asText("not known yet"));
    out.printf(
        "%s: %s%s%n",
        status.path("state").asText(),
        status.path("reason").asText(),
        status.path("draining").asBoolean() ? "; draining: it takes no leadership" : "");
    for (String probe : new String[] {"live", "ready", "started"}) {
      JsonNode report = status.path("health").path(probe);
      out.printf("%-8s %s%n", probe, report.path("ok").asBoolean() ? "yes" : "NO");
      for (JsonNode check : report.path("checks")) {
        out.printf(
            "  %s %-10s %s%n",
            check.path("ok").asBoolean() ? " " : "!",
            check.path("name").asText(),
            check.path("reason").asText());
      }
    }
    out.printf("disk %s, clock %s%n", status.path("disk").asText(), status.path("clock").asText());
    for (JsonNode peer : status.path("peers")) {
      out.printf(
          "peer %-12s %s%n",
          peer.path("node").asText(),
          peer.path("reachable").asBoolean()
              ? "reachable"
              : "NOT reachable: " + peer.path("problem").asText());
    }
    if (!status.path("shards").isEmpty()) {
      out.printf(
          "%5s  %-9s %-12s %6s %10s %10s%n",
          "shard", "role", "leader", "term", "commit", "applied");
      for (JsonNode shard : status.path("shards")) {
        out.printf(
            "%5d  %-9s %-12s %6d %10d %10d%n",
            shard.path("shard").asInt(),
            shard.path("role").asText(),
            shard.path("leader").asText("none"),
            shard.path("term").asInt(),
            shard.path("commit").asLong(),
            shard.path("applied").asLong());
      }
    }
  }
}
