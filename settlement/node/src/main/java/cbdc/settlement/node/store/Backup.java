package cbdc.settlement.node.store;

import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.store.StoreException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A copy of one node's store, and where it ends. It names the node that it was made of but has a
 * journal id of its own, which no cluster knows: nothing that starts from it could ever vote.
 *
 * @param folder where it lies
 * @param node the node
 * @param record the cluster's record
 * @param made when it was made, by the node's clock
 * @param cuts where each shard ends; what the copy holds beyond is not part of the backup
 */
public record Backup(
    Path folder, String node, GenesisRecord record, Instant made, Map<Integer, Cut> cuts) {
  private static final String MANIFEST = "backup";

  /**
   * Where a shard ends.
   *
   * @param index Raft index of the last entry
   * @param number its number in the history
   * @param timeMillis ledger time there, Unix milliseconds; 0 if it is not known
   */
  public record Cut(long index, long number, long timeMillis) {}

  /** Copies the cuts. */
  public Backup {
    cuts = Map.copyOf(cuts);
  }

  /**
   * Makes a backup of a running node.
   *
   * @param folder must not exist
   * @param cuts where the shards end; all of it must be queued to the store already
   * @return empty if a snapshot beyond a cut came in between: nothing is left then, choose later
   *     cuts
   */
  public static Optional<Backup> of(
      NodeStore store, Path folder, String node, GenesisRecord record, Map<Integer, Cut> cuts) {
    DataDirectory directory = new DataDirectory(folder);
    directory.create();
    directory.markBackup();
    cuts.keySet().forEach(shard -> store.history(shard).flush());
    store.checkpoint(directory.databaseDir());
    return finish(new Backup(folder, node, record, Instant.now(), cuts));
  }

  /**
   * Makes a backup of a stopped node's directory: of all that it has executed.
   *
   * @throws StoreException if there is no store, a process uses it, it is damaged, or it lacks a
   *     part of its history
   */
  public static Backup ofStopped(Path dataDir, Path folder) {
    GenesisRecords.Stored stored;
    Map<Integer, Cut> cuts = new TreeMap<>();
    DataDirectory source = new DataDirectory(dataDir);
    source.requireStore();
    source.refuseBackup();
    try (DirectoryLock lock = DirectoryLock.acquire(dataDir)) {
      assert lock != null;
      try (Database database = RocksDatabase.openReadOnly(source.databaseDir(), false)) {
        stored =
            GenesisRecords.stored(database)
                .filter(found -> found.step() == GenesisRecords.Step.COMPLETE)
                .orElseThrow(
                    () ->
                        new StoreException(
                            Reason.NOT_FOUND, dataDir + " belongs to no cluster yet"));
        for (int shard : stored.ownShards()) {
          requireWhole(database, shard, dataDir);
          cuts.put(shard, lastOf(database, shard));
        }
      }
      DataDirectory copy = new DataDirectory(folder);
      copy.create();
      copy.markBackup();
      copyFiles(source.databaseDir(), copy.databaseDir());
    }
    String node = stored.nodeId().orElseThrow();
    return finish(new Backup(folder, node, stored.record(), Instant.now(), cuts))
        .orElseThrow(
            () -> new StoreException(Reason.DAMAGED, dataDir + " ends before its snapshot"));
  }

  /**
   * Reads what a backup says of itself.
   *
   * @throws StoreException if the folder holds none, or it is damaged
   */
  public static Backup read(Path folder) {
    DataDirectory directory = new DataDirectory(folder);
    directory.requireStore();
    if (!Files.exists(folder.resolve(MANIFEST))) {
      throw new StoreException(
          Reason.NOT_FOUND, folder + " is no backup: './cbdc node backup' makes one");
    }
    try (Database database = RocksDatabase.openReadOnly(directory.databaseDir(), false)) {
      GenesisRecord record = GenesisRecords.stored(database).orElseThrow().record();
      String node = "";
      Instant made = Instant.EPOCH;
      Map<Integer, Cut> cuts = new TreeMap<>();
      for (String line : Files.readAllLines(folder.resolve(MANIFEST))) {
        String[] words = line.split(" ", -1);
        switch (words[0]) {
          case "node" -> node = words[1];
          case "made" -> made = Instant.parse(words[1]);
          default ->
              cuts.put(
                  Integer.parseInt(words[1]),
                  new Cut(
                      Long.parseLong(words[2]),
                      Long.parseLong(words[3]),
                      Long.parseLong(words[4])));
        }
      }
      return new Backup(folder, node, record, made, cuts);
    } catch (IOException | RuntimeException e) {
      throw new StoreException(
          Reason.DAMAGED, "backup " + folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static Optional<Backup> finish(Backup backup) {
    DataDirectory directory = new DataDirectory(backup.folder);
    boolean isSound;
    try (Database database =
        RocksDatabase.open(directory.databaseDir(), StoreOptions.small(), false)) {
      requireFirstNodes(database);
      isSound =
          backup.cuts.entrySet().stream()
              .allMatch(cut -> snapshotIndex(database, cut.getKey()) <= cut.getValue().index());
      disown(database);
    }
    if (!isSound) {
      delete(backup.folder);
      return Optional.empty();
    }
    backup.writeManifest(directory);
    return Optional.of(backup);
  }

  /** A restored cluster has the nodes of genesis, and its groups must be theirs. */
  private static void requireFirstNodes(Database database) {
    if (database.get(Family.META, Keys.JOINED_NODES) != null) {
      throw new StoreException(
          Reason.FOREIGN,
          "nodes have been added or replaced since this cluster began, and a backup of such a cluster cannot be restored"
              + " by this version. Replace lost nodes while a majority of each shard's members has its disk");
    }
  }

  /**
   * Gives a copy of a node's store a journal id that no cluster knows: it has forgotten what was
   * acknowledged since it was made, and must never vote.
   */
  public static void disown(Database copy) {
    copy.write(
        new CommitRound(
            CommitRound.Kind.SYNCED, List.of(GenesisRecords.journal(UUID.randomUUID()))));
  }

  /** The last thing written: without it there is no backup. */
  private void writeManifest(DataDirectory directory) {
    StringBuilder text = new StringBuilder();
    text.append("node ").append(node).append("\nmade ").append(made).append('\n');
    new TreeMap<>(cuts)
        .forEach(
            (shard, cut) ->
                text.append(
                    "shard %d %d %d %d\n"
                        .formatted(shard, cut.index(), cut.number(), cut.timeMillis())));
    directory.write(MANIFEST, text.toString());
  }

  static long snapshotIndex(Database database, int shard) {
    SnapshotMarker taken = SnapshotMarker.read(database, shard, Keys.SNAPSHOT_TAKEN);
    SnapshotMarker complete = SnapshotMarker.read(database, shard, Keys.SNAPSHOT_COMPLETE);
    return Math.max(taken == null ? 0 : taken.index(), complete == null ? 0 : complete.index());
  }

  private static void requireWhole(Database database, int shard, Path dataDir) {
    if (!HistoryStore.readGaps(database, shard).isEmpty()) {
      throw new StoreException(
          Reason.DAMAGED,
          dataDir
              + " lacks a part of the history of shard "
              + shard
              + ", which it was fetching from its peers: back up another node");
    }
  }

  private static Cut lastOf(Database database, int shard) {
    byte[] key = database.lastKey(Family.HISTORY, Keys.numbered(shard, 0), Keys.numberedEnd(shard));
    return key == null
        ? new Cut(0, 0, 0)
        : new Cut(
            HistoryRecord.indexOf(key, database.get(Family.HISTORY, key)), Keys.numberOf(key), 0);
  }

  private static void copyFiles(Path from, Path to) {
    try (Stream<Path> files = Files.list(from)) {
      Files.createDirectory(to);
      for (Path file : files.toList()) {
        sync(Files.copy(file, to.resolve(file.getFileName().toString())));
      }
      sync(to);
    } catch (IOException e) {
      throw new StoreException(Reason.IO, "backup " + to + " failed: " + e.getMessage(), e);
    }
  }

  /** A file or folder; the backup's own folder is synced with its manifest. */
  private static void sync(Path written) throws IOException {
    try (FileChannel channel = FileChannel.open(written, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> all = new ArrayList<>(files.toList());
      all.sort(Comparator.reverseOrder());
      for (Path file : all) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new StoreException(
          Reason.IO, "backup " + folder + " cannot be removed: " + e.getMessage(), e);
    }
  }
}
