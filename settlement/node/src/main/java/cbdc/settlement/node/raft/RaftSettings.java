package cbdc.settlement.node.raft;

import cbdc.settlement.node.core.GroupStatus;
import io.microraft.RaftConfig;

/**
 * Bounds of a Raft group. {@code snapshotEveryEntries} must be the same on all nodes of a cluster:
 * MicroRaft takes snapshots at multiples of it and so keeps replicas' snapshots comparable.
 *
 * @param snapshotEveryEntries commits between two snapshots; a tenth of it is kept in the log
 *     behind a snapshot
 * @param maxInFlightEntries entries that a leader has appended and not committed, at most
 * @param appendBatchEntries entries in one append request, at most
 * @param maxAppendBytes bytes of entries in one append request, and of one entry, at most
 * @param maxWaitingReads linearizable reads waiting for a confirmation, at most
 * @param maxInboundMessages received messages waiting for the group's thread, at most; more are
 *     dropped
 * @param transferDrainMillis real time that a transfer of leadership waits for in-flight entries
 *     and for the target
 */
public record RaftSettings(
    int snapshotEveryEntries,
    int maxInFlightEntries,
    int appendBatchEntries,
    int maxAppendBytes,
    int maxWaitingReads,
    int maxInboundMessages,
    int transferDrainMillis) {

  /** Largest {@link #maxAppendBytes}; longer frames would keep heartbeats waiting. */
  public static final int APPEND_BYTES_LIMIT = 1 << 20;

  /** Room in the log for new-term entries and membership changes. */
  private static final int SPARE_ENTRIES = 64;

  /** MicroRaft's seconds per heartbeat: 200 ms on the group's clock. */
  private static final int HEARTBEAT_PERIOD_SECS = 1;

  /** MicroRaft's seconds without a heartbeat before an election: 1 s on the group's clock. */
  private static final int HEARTBEAT_TIMEOUT_SECS = 5;

  /** MicroRaft's milliseconds before an election is tried again: 200 ms on the group's clock. */
  private static final int ELECTION_TIMEOUT_MILLIS = 1_000;

  /**
   * MicroRaft's seconds between two periodic reports, from which {@link GroupStatus} is refreshed:
   * 200 ms.
   */
  private static final int REPORT_PERIOD_SECS = 1;

  /** Checks the bounds against each other. */
  public RaftSettings {
    positive(snapshotEveryEntries, "snapshotEveryEntries");
    positive(maxInFlightEntries, "maxInFlightEntries");
    positive(appendBatchEntries, "appendBatchEntries");
    positive(maxAppendBytes, "maxAppendBytes");
    positive(maxWaitingReads, "maxWaitingReads");
    positive(maxInboundMessages, "maxInboundMessages");
    positive(transferDrainMillis, "transferDrainMillis");
    if (maxAppendBytes > APPEND_BYTES_LIMIT) {
      throw new IllegalArgumentException(
          "maxAppendBytes " + maxAppendBytes + " > " + APPEND_BYTES_LIMIT);
    }
  }

  /** 10,000 commits a snapshot, 256 in flight, 128 entries or 1 MiB a request. */
  public static RaftSettings defaults() {
    return new RaftSettings(10_000, 256, 128, APPEND_BYTES_LIMIT, 10_000, 1_024, 2_000);
  }

  /**
   * The same with another distance of snapshots.
   *
   * @param entries commits between two snapshots
   */
  public RaftSettings withSnapshotEveryEntries(int entries) {
    return new RaftSettings(
        entries,
        maxInFlightEntries,
        appendBatchEntries,
        maxAppendBytes,
        maxWaitingReads,
        maxInboundMessages,
        transferDrainMillis);
  }

  /**
   * What MicroRaft is told.
   *
   * @param restoredEntries entries that the log starts with. Its ring overwrites its oldest entry
   *     without a word when it is full, and has room for one snapshot distance only; more are there
   *     when the last snapshot was not complete at a crash. {@link RaftGroup} itself holds to
   *     {@link #maxInFlightEntries}.
   */
  RaftConfig toRaftConfig(int restoredEntries) {
    return RaftConfig.newBuilder()
        .setLeaderHeartbeatPeriodSecs(HEARTBEAT_PERIOD_SECS)
        .setLeaderHeartbeatTimeoutSecs(HEARTBEAT_TIMEOUT_SECS)
        .setLeaderElectionTimeoutMillis(ELECTION_TIMEOUT_MILLIS)
        .setRaftNodeReportPublishPeriodSecs(REPORT_PERIOD_SECS)
        .setCommitCountToTakeSnapshot(snapshotEveryEntries)
        .setMaxPendingLogEntryCount(Math.max(maxInFlightEntries, restoredEntries) + SPARE_ENTRIES)
        // MicroRaft takes one entry more than it is told.
        .setAppendEntriesRequestBatchSize(Math.max(1, appendBatchEntries - 1))
        // Snapshots come from the leader only: its directory of pages is the one that is asked for.
        .setTransferSnapshotsFromFollowersEnabled(false)
        .build();
  }

  private static void positive(int value, String name) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be positive: " + value);
    }
  }
}
