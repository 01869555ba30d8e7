package cbdc.settlement.node.store;

import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.core.GenesisState;
import cbdc.settlement.node.core.GenesisStore;
import cbdc.settlement.node.store.StoreException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * The genesis of this node in two durable steps: <em>prepared</em> with a record, then
 * <em>complete</em>. A node that is only prepared may start over; a complete one belongs to its
 * cluster for ever.
 *
 * <p>The journal id is drawn when the directory is first opened: by it the other nodes tell this
 * disk from an empty one that came in its place.
 */
public final class GenesisRecords implements GenesisStore {
  private static final int UUID_BYTES = 16;

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
   * @param journalId of this directory
   * @param joinedAs the node whose directory this is, if it came after genesis
   */
  public record Stored(GenesisRecord record, Step step, UUID journalId, Optional<String> joinedAs) {
    /**
     * The node whose directory this is; empty if it did not join later and the record does not name
     * its journal.
     */
    public Optional<String> nodeId() {
      return joinedAs.or(this::founder);
    }

    private Optional<String> founder() {
      return record.journals().entrySet().stream()
          .filter(node -> node.getValue().equals(journalId))
          .map(Map.Entry::getKey)
          .findFirst();
    }

    /** The shards that this node holds a copy of since genesis. */
    public List<Integer> ownShards() {
      return nodeId()
          .map(
              node ->
                  IntStream.range(0, record.shardCount())
                      .filter(shard -> record.shardMembers().get(shard).contains(node))
                      .boxed()
                      .toList())
          .orElse(List.of());
    }
  }

  private final Database database;
  private final Committer committer;

  GenesisRecords(Database database, Committer committer) {
    this.database = database;
    this.committer = committer;
  }

  /** Draws the journal id if this directory has none yet; durable on return. */
  void drawJournalId() {
    if (database.get(Family.META, Keys.JOURNAL) == null) {
      if (database.get(Family.META, Keys.GENESIS) != null) {
        throw new StoreException(
            Reason.DAMAGED, "the journal id of this data directory is missing");
      }
      UUID id = UUID.randomUUID();
      persist(
          Keys.JOURNAL,
          Checked.seal(
              Keys.JOURNAL,
              Checked.allocate(UUID_BYTES)
                  .putLong(id.getMostSignificantBits())
                  .putLong(id.getLeastSignificantBits())));
    }
  }

  @Override
  public UUID journalId() {
    return journalId(database)
        .orElseThrow(
            () ->
                new StoreException(
                    Reason.DAMAGED, "the journal id of this data directory is missing"));
  }

  private static Optional<UUID> journalId(Database database) {
    byte[] value = database.get(Family.META, Keys.JOURNAL);
    if (value == null) {
      return Optional.empty();
    }
    ByteBuffer content = Checked.open(Keys.JOURNAL, value, "the journal id");
    return Optional.of(new UUID(content.getLong(), content.getLong()));
  }

  @Override
  public Optional<GenesisState> read() {
    return stored()
        .map(stored -> new GenesisState(stored.record(), stored.step() == Step.COMPLETE));
  }

  /** What is stored, empty on a node that never took part in a genesis. */
  public Optional<Stored> stored() {
    return stored(database);
  }

  static Optional<Stored> stored(Database database) {
    byte[] value = database.get(Family.META, Keys.GENESIS);
    if (value == null) {
      return Optional.empty();
    }
    ByteBuffer content = Checked.open(Keys.GENESIS, value, "the genesis record");
    GenesisRecord record =
        GenesisRecord.decode(Arrays.copyOfRange(value, content.position(), value.length))
            .orElseThrow(() -> new StoreException(Reason.DAMAGED, "the genesis record is damaged"));
    UUID journal =
        journalId(database)
            .orElseThrow(
                () ->
                    new StoreException(
                        Reason.DAMAGED, "the journal id of this data directory is missing"));
    Step step =
        database.get(Family.META, Keys.GENESIS_COMPLETE) == null ? Step.PREPARED : Step.COMPLETE;
    return Optional.of(new Stored(record, step, journal, joinedAs(database)));
  }

  private static Optional<String> joinedAs(Database database) {
    byte[] value = database.get(Family.META, Keys.JOINED);
    if (value == null) {
      return Optional.empty();
    }
    ByteBuffer content = Checked.open(Keys.JOINED, value, "the id that this node joined under");
    byte[] id = new byte[content.remaining()];
    content.get(id);
    return Optional.of(new String(id, StandardCharsets.UTF_8));
  }

  @Override
  public void join(GenesisRecord record, String nodeId) {
    Optional<Stored> stored = stored();
    if (stored.isPresent()) {
      if (stored.get().record().equals(record)
          && stored.get().joinedAs().equals(Optional.of(nodeId))) {
        return;
      }
      throw new IllegalStateException("this directory belongs to " + stored.get() + " already");
    }
    byte[] content = record.encode();
    byte[] id = nodeId.getBytes(StandardCharsets.UTF_8);
    // In one write: a joiner has nobody to agree with, and is a member or nothing.
    committer.await(
        committer.submit(
            new Writes()
                .put(
                    Family.META,
                    Keys.GENESIS,
                    Checked.seal(Keys.GENESIS, Checked.allocate(content.length).put(content)))
                .put(
                    Family.META,
                    Keys.JOINED,
                    Checked.seal(Keys.JOINED, Checked.allocate(id.length).put(id)))
                .put(Family.META, Keys.GENESIS_COMPLETE, new byte[] {1})));
  }

  /**
   * First step; durable on return. Repeating it with the same record changes nothing; while only
   * prepared, another record takes its place.
   *
   * @throws StoreException {@code FOREIGN} if the genesis is complete with another record
   */
  @Override
  public void prepare(GenesisRecord record) {
    Optional<Stored> stored = stored();
    if (stored.isPresent() && stored.get().record().equals(record)) {
      return;
    }
    if (stored.isPresent() && stored.get().step() == Step.COMPLETE) {
      throw new StoreException(
          Reason.FOREIGN,
          "this directory belongs to "
              + stored.get().record()
              + " and cannot become "
              + record
              + ". Use an empty directory for a new node");
    }
    byte[] content = record.encode();
    persist(
        Keys.GENESIS, Checked.seal(Keys.GENESIS, Checked.allocate(content.length).put(content)));
  }

  /**
   * Second step; durable on return.
   *
   * @throws IllegalStateException if nothing is prepared
   */
  @Override
  public void complete() {
    if (stored().isEmpty()) {
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
   * @param clusterId the expected cluster, where the configuration names one
   * @param nodeId the configured node
   * @throws StoreException {@code FOREIGN} or {@code REMOVED}; both name the remedy
   */
  public void requireOwn(Optional<UUID> clusterId, String nodeId) {
    if (isRemoved()) {
      throw new StoreException(
          Reason.REMOVED,
          "node "
              + nodeId
              + " was removed from its cluster. Start a new node with a new id and an empty "
              + "data directory");
    }
    stored()
        .ifPresent(
            stored -> {
              UUID found = stored.record().clusterId();
              String owner = stored.nodeId().orElse("(unknown)");
              if (!owner.equals(nodeId) || !clusterId.orElse(found).equals(found)) {
                throw new StoreException(
                    Reason.FOREIGN,
                    "data directory of another node: expected node "
                        + nodeId
                        + clusterId.map(id -> " of cluster " + id).orElse("")
                        + " but found node "
                        + owner
                        + " of cluster "
                        + found
                        + ". Check the configured directory and node id");
              }
            });
  }

  /**
   * Makes a directory a node of a cluster that all its nodes were given at once: a restored one.
   *
   * @param journal the new journal id of this directory, which the record names
   */
  static Writes founded(GenesisRecord record, UUID journal) {
    byte[] content = record.encode();
    return journal(journal)
        .put(
            Family.META,
            Keys.GENESIS,
            Checked.seal(Keys.GENESIS, Checked.allocate(content.length).put(content)))
        .put(Family.META, Keys.GENESIS_COMPLETE, new byte[] {1});
  }

  /** Gives a directory another journal id. */
  static Writes journal(UUID id) {
    return new Writes()
        .put(
            Family.META,
            Keys.JOURNAL,
            Checked.seal(
                Keys.JOURNAL,
                Checked.allocate(UUID_BYTES)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits())));
  }

  private void persist(byte[] key, byte[] value) {
    committer.await(committer.submit(new Writes().put(Family.META, key, value)));
  }
}
