package cbdc.simulator.node;

import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.store.Backup;
import cbdc.settlement.node.store.RestoredNode;
import cbdc.simulator.console.CommandFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A new cluster that continues an old one from backups of its nodes. The ledger stays the same one,
 * with the id that orders and batches are signed for; the cluster, and every node's journal, get
 * new ids, so that no node of the old cluster and none of this one ever speak to each other.
 *
 * @param record of the new cluster
 * @param sources the backup that each shard is taken from
 */
record ClusterRestore(GenesisRecord record, Map<Integer, Backup> sources) {

  /**
   * Chooses, for each shard, one backup for all its members: the latest that holds all shards, else
   * the one that goes furthest in the shard.
   *
   * @throws CommandFailure if they are of several clusters, or some shard is in none of them
   */
  static ClusterRestore of(List<Backup> backups) {
    GenesisRecord old = backups.getFirst().record();
    for (Backup backup : backups) {
      if (!backup.record().equals(old)) {
        throw CommandFailure.usage(
            backup.folder()
                + " is of cluster "
                + backup.record().clusterId()
                + ", "
                + backups.getFirst().folder()
                + " of "
                + old.clusterId()
                + ": restore one cluster at a time");
      }
    }
    Map<Integer, Backup> sources = new TreeMap<>();
    Optional<Backup> whole =
        backups.stream()
            .filter(backup -> backup.cuts().size() == old.shardCount())
            .max(Comparator.comparing(Backup::made));
    List<Integer> missing = new ArrayList<>();
    for (int shard = 0; shard < old.shardCount(); shard++) {
      int wanted = shard;
      whole
          .or(
              () ->
                  backups.stream()
                      .filter(backup -> backup.cuts().containsKey(wanted))
                      .max(Comparator.comparingLong(b -> b.cuts().get(wanted).number())))
          .ifPresentOrElse(backup -> sources.put(wanted, backup), () -> missing.add(wanted));
    }
    if (!missing.isEmpty()) {
      throw CommandFailure.failed(
          "no backup given holds shards "
              + missing
              + ": give those of other nodes too. To bring back one node of a cluster that lives, replace the node: its peers"
              + " hold the data");
    }
    return new ClusterRestore(renewed(old), sources);
  }

  private static GenesisRecord renewed(GenesisRecord old) {
    Map<String, UUID> journals = new TreeMap<>();
    old.nodeIds().forEach(node -> journals.put(node, UUID.randomUUID()));
    return new GenesisRecord(
        UUID.randomUUID(),
        journals,
        old.replicationFactor(),
        old.shardMembers(),
        old.ledgerGenesis());
  }

  /** Writes a data directory for every node, each below a folder. */
  List<Path> write(Path folder) {
    List<Path> written = new ArrayList<>();
    for (String node : record.nodeIds()) {
      Map<Integer, Backup> own = new TreeMap<>(sources);
      own.keySet().removeIf(shard -> !record.shardMembers().get(shard).contains(node));
      Path dir = folder.resolve(node);
      RestoredNode.write(dir, node, record, own);
      written.add(dir);
    }
    return written;
  }
}
