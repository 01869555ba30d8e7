package cbdc.simulator.node;

import cbdc.settlement.node.store.Backup;
import cbdc.settlement.node.store.StoreException;
import cbdc.simulator.console.CommandFailure;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./cbdc node backup}: a copy of a node's store, of a running or a stopped node. */
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description = {
      "Make a backup of a node's store: of the running node, which goes on meanwhile, or with --stopped of its directory.",
      "",
      "Where it ends, in each shard, is printed. On one file system with the data directory it shares its files: copy it to another"
          + " machine. No node ever starts from a backup; 'node restore' makes a new cluster from backups."
    },
    footerHeading = "%nExample:%n",
    footer = "  ./cbdc node backup --config data/bank/node-1/node.yaml --to data/backup-1",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:the backup is complete",
      "  1:no node answers, or the backup could not be made; nothing was overwritten",
      "  2:wrong configuration or usage",
    })
final class NodeBackupCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Mixin private ManagementOptions node;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FOLDER",
      description = "Where it goes; must not exist.")
  private Path folder;

  @Option(
      names = "--stopped",
      description = "Back up the directory of a node that does not run, instead of asking it.")
  private boolean stopped;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    if (Files.exists(folder)) {
      throw CommandFailure.failed(folder + " exists already and is never overwritten");
    }
    if (stopped) {
      backUpDirectory(out);
    } else {
      JsonNode made = node.client().backup(folder, node.token());
      out.printf(
          "backup of node %s of cluster %s: %s%n",
          made.path("node").asText(), made.path("cluster").asText(), folder);
      for (JsonNode shard : made.path("shards")) {
        out.printf(
            "shard %d ends at index %d, record %d, ledger time %s%n",
            shard.path("shard").asInt(),
            shard.path("index").asLong(),
            shard.path("number").asLong(),
            shard.path("ledger_time").asText());
      }
    }
    out.flush();
  }

  private void backUpDirectory(PrintWriter out) {
    try {
      Backup made = Backup.ofStopped(node.dataDir(), folder);
      out.printf(
          "backup of node %s of cluster %s: %s%n", made.node(), made.record().clusterId(), folder);
      new TreeMap<>(made.cuts())
          .forEach(
              (shard, cut) ->
                  out.printf(
                      "shard %d ends at index %d, record %d%n", shard, cut.index(), cut.number()));
    } catch (StoreException failed) {
      throw CommandFailure.failed(failed.getMessage(), failed);
    }
  }
}
