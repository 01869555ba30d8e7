package cbdc.settlement.node.store;

import cbdc.settlement.node.store.StoreException.Reason;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The genesis of this node in two durable steps: <em>prepared</em> with a record, then <em>complete</em>. A node that is
 * only prepared may start over; a complete one belongs to its cluster for ever.
 */
public final class GenesisRecords {
  /** How far the genesis has come. */
  public enum Step {
    /** The record is on disk here; the other nodes may not have it yet. */
    PREPARED,
    /** All nodes have the record; groups may start. */
    COMPLETE
  }

  /**
   * What is stored.
   *
   * @param record the agreed record
   * @param step how far it has come
   */
  public record Stored(GenesisRecord record, Step step) {}

  private final Database database;
  private final Committer committer;

  GenesisRecords(Database database, Committer committer) {
    this.database = database;
    this.committer = committer;
  }

  /** What is stored, empty on a node that never took part in a genesis. */
  public Optional<Stored> read() {
    return read(database);
  }

  static Optional<Stored> read(Database database) {
    byte[] value = database.get(Family.META, Keys.GENESIS);
    if (value == null) {
      return Optional.empty();
    }
    Step step = database.get(Family.META, Keys.GENESIS_COMPLETE) == null ? Step.PREPARED : Step.COMPLETE;
    return Optional.of(new Stored(GenesisRecord.decode(Keys.GENESIS, value), step));
  }

  /**
   * First step; durable on return. Repeating it with the same record changes nothing; while only prepared, another record
   * takes its place.
   *
   * @throws StoreException {@code FOREIGN} if the genesis is complete with another record
   */
  public void prepare(GenesisRecord record) {
    Optional<Stored> stored = read();
    if (stored.isPresent() && stored.get().record().equals(record)) {
      return;
    }
    if (stored.isPresent() && stored.get().step() == Step.COMPLETE) {
      throw new StoreException(
          Reason.FOREIGN, "this directory belongs to " + stored.get().record() + " and cannot become " + record
              + ". Use an empty directory for a new node");
    }
    persist(Keys.GENESIS, record.encode(Keys.GENESIS));
  }

  /**
   * Second step; durable on return.
   *
   * @throws IllegalStateException if nothing is prepared
   */
  public void complete() {
    if (read().isEmpty()) {
      throw new IllegalStateException("genesis cannot be completed before it is prepared");
    }
    persist(Keys.GENESIS_COMPLETE, new byte[] {1});
  }

  /** Notes, durably, that the cluster removed this node: it never starts again. */
  public void markRemoved() {
    persist(Keys.REMOVED, new byte[] {1});
  }

  /** Whether the cluster removed this node. */
  public boolean isRemoved() {
    return database.get(Family.META, Keys.REMOVED) != null;
  }

  /**
   * Refuses to go on in a directory that is not this node's.
   *
   * @throws StoreException {@code FOREIGN} or {@code REMOVED}; both name the remedy
   */
  public void requireOwn(byte[] clusterId, String nodeId) {
    if (isRemoved()) {
      throw new StoreException(
          Reason.REMOVED, "node " + nodeId + " was removed from its cluster. Start a new node with a new id and an empty "
              + "data directory");
    }
    read().map(Stored::record).ifPresent(record -> {
      if (!Arrays.equals(record.clusterId(), clusterId) || !record.nodeId().equals(nodeId)) {
        HexFormat hex = HexFormat.of();
        throw new StoreException(
            Reason.FOREIGN, "data directory of another node: expected node " + nodeId + " of cluster "
                + hex.formatHex(clusterId) + " but found node " + record.nodeId() + " of cluster "
                + hex.formatHex(record.clusterId()) + ". Check the configured directory and node id");
      }
    });
  }

  private void persist(byte[] key, byte[] value) {
    committer.await(committer.submit(new Writes().put(Family.META, key, value)));
  }
}
