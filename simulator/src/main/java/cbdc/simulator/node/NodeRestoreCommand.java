package cbdc.simulator.node;

import cbdc.protocol.GenesisCodec;
import cbdc.protocol.LedgerGenesis;
import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.store.Backup;
import cbdc.settlement.node.store.RestoredNode;
import cbdc.settlement.node.store.StoreException;
import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.verify.Verification;
import cbdc.simulator.verify.VerifyReport;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./cbdc node restore}: a new cluster from backups of a lost one. */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Make the data directories of a whole new cluster from backups, which continues where they end. Only for a cluster that is"
          + " lost: whatever it acknowledged after that is not in the new one, and is named in no way but by its shard and time.",
      "",
      "A single lost node is never restored: it would have forgotten what it acknowledged. Replace the node; its peers hold the"
          + " data. Everything written is verified from genesis before this command succeeds."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  ./cbdc node restore --from data/backup-1 --to data/restored",
      "",
      "The backup of one node is enough where every node holds every shard: three nodes with three copies.",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:the directories are made and verified",
      "  1:a backup cannot be read, shards are missing, or the folder exists",
      "  2:wrong usage",
      "  3:verification found a fault: do not start these directories",
    })
final class NodeRestoreCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "FOLDER",
      description = "A backup; may be repeated.")
  private List<Path> backups;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FOLDER",
      description = "Where the nodes' directories go, each under its node's id; must not exist.")
  private Path folder;

  @Override
  public void run() {
    if (Files.exists(folder)) {
      throw CommandFailure.failed(folder + " exists already and is never overwritten");
    }
    try {
      ClusterRestore restore = ClusterRestore.of(backups.stream().map(Backup::read).toList());
      List<Path> written = restore.write(folder);
      verify(written);
      written.forEach(RestoredNode::release);
      print(restore, written);
    } catch (StoreException failed) {
      throw CommandFailure.failed(failed.getMessage(), failed);
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
      throw CommandFailure.failed("interrupted: " + folder + " is not complete", told);
    }
  }

  private void verify(List<Path> written) throws InterruptedException {
    VerifyReport report = Verification.of(written, Runtime.getRuntime().availableProcessors());
    if (!report.hasNoFault()) {
      throw CommandFailure.refused(
          "what was restored is not sound, do not start it: "
              + report.faults().getFirst().describe()
              + ". Use other backups; where no node holds every shard, make them while nobody pays");
    }
  }

  private void print(ClusterRestore restore, List<Path> written) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "new cluster %s continues ledger %s%n",
        restore.record().clusterId(), ledgerId(restore.record()));
    for (Map.Entry<Integer, Backup> source : restore.sources().entrySet()) {
      Backup.Cut cut = source.getValue().cuts().get(source.getKey());
      out.printf(
          "shard %d goes on after index %d, record %d%s, from %s%n",
          source.getKey(),
          cut.index(),
          cut.number(),
          cut.timeMillis() == 0 ? "" : ", ledger time " + Instant.ofEpochMilli(cut.timeMillis()),
          source.getValue().folder());
    }
    out.println(
        "whatever the old cluster acknowledged after that is lost: payments, orders, opened accounts. Tell the banks and the"
            + " issuer; they compare with their own records. Each wallet service has its histories made anew ('wallet rebuild').");
    out.println("never start the old cluster again. Directories, one for each node's data.dir:");
    written.forEach(dir -> out.println("  " + dir));
    out.flush();
  }

  /** The id that orders and batches are signed for. */
  private static UUID ledgerId(GenesisRecord record) {
    LedgerGenesis ledger = GenesisCodec.decode(record.ledgerGenesis());
    return new UUID(ledger.clusterHigh(), ledger.clusterLow());
  }
}
