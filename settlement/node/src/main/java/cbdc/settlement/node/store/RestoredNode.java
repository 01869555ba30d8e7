package cbdc.settlement.node.store;

import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.store.StoreException.Reason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes the data directory of a node of a restored cluster. Every member of a shard is given the
 * same log, cut at the same place, so that whichever of them is elected leads the same history.
 */
public final class RestoredNode {
  private static final long ROUND_BYTES = 4L << 20;

  private final Database target;
  private List<Writes> pending = new ArrayList<>();
  private long pendingBytes;

  private RestoredNode(Database target) {
    this.target = target;
  }

  /**
   * Writes a directory.
   *
   * @param dir must not exist, or be empty
   * @param node the node
   * @param record the restored cluster's record, which names the node's new journal
   * @param sources the backup that each of the node's shards is taken from
   * @throws StoreException if a backup is damaged, or the directory cannot be written
   */
  public static void write(
      Path dir, String node, GenesisRecord record, Map<Integer, Backup> sources) {
    DataDirectory directory = new DataDirectory(dir);
    directory.create();
    // Until it is complete nobody starts from it either.
    directory.markBackup();
    try (Database target =
        RocksDatabase.open(directory.databaseDir(), StoreOptions.small(), true)) {
      RestoredNode restored = new RestoredNode(target);
      sources.forEach((shard, backup) -> restored.copyFrom(backup, shard, node));
      restored.put(GenesisRecords.founded(record, record.journals().get(node)));
      restored.flush();
    }
  }

  /** From now on a node may start from a directory that was written and found sound. */
  public static void release(Path dir) {
    new DataDirectory(dir).markFormat();
  }

  private void copyFrom(Backup backup, int shard, String node) {
    Backup.Cut cut = backup.cuts().get(shard);
    Path databaseDir = new DataDirectory(backup.folder()).databaseDir();
    try (Database source = RocksDatabase.openReadOnly(databaseDir, false)) {
      if (Backup.snapshotIndex(source, shard) > cut.index()) {
        throw new StoreException(
            Reason.DAMAGED, "backup " + backup.folder() + " ends before its snapshot");
      }
      byte[] afterMeta = Keys.shard(shard, (byte) 0xff);
      copy(source, Family.META, Keys.shard(shard, (byte) 0), afterMeta);
      copy(source, Family.LOG, Keys.numbered(shard, 0), Keys.numbered(shard, cut.index() + 1));
      copy(source, Family.HISTORY, Keys.numbered(shard, 0), Keys.numbered(shard, cut.number() + 1));
      copy(source, Family.PAGES, Keys.lineage(shard, 0), Keys.pagesEnd(shard));
    }
    byte[] key = Keys.shard(shard, Keys.ENDPOINT);
    byte[] id = node.getBytes(StandardCharsets.UTF_8);
    put(
        new Writes()
            .put(
                Family.META,
                key,
                Checked.seal(key, Checked.allocate(1 + id.length).put((byte) 1).put(id))));
  }

  private void copy(Database source, Family family, byte[] from, byte[] end) {
    try (Database.Scan scan = source.scan(family, from, end)) {
      while (scan.next()) {
        put(new Writes().put(family, scan.key(), scan.value()));
      }
    }
  }

  private void put(Writes writes) {
    pending.add(writes);
    pendingBytes += writes.bytes();
    if (pendingBytes >= ROUND_BYTES) {
      flush();
    }
  }

  private void flush() {
    target.write(new CommitRound(CommitRound.Kind.SYNCED, pending));
    pending = new ArrayList<>();
    pendingBytes = 0;
  }
}
