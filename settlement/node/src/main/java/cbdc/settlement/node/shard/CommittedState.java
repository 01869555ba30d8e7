package cbdc.settlement.node.shard;

import cbdc.protocol.AuditMark;
import cbdc.protocol.ChannelGroup;
import cbdc.protocol.ChannelStop;
import java.util.List;
import java.util.Map;

/** What a leader reads of its shard's committed state. Only on the group's thread. */
interface CommittedState {
  /** What was executed last, or null before the first entry. */
  AppliedBatch lastApplied();

  /** Consecutive number of what was executed last, from 1; 0 before the first entry. */
  long number();

  /** The mark that a leader would log now: the last entry's number, and the chain behind it. */
  AuditMark auditMark();

  /** Highest sequence taken from a shard. */
  long receivedMark(int peer);

  /** Highest sequence sent to a shard. */
  long lastSent(int peer);

  /** Why the channels from and to a shard are stopped, if they are. */
  ChannelStop stop(int peer);

  /** True when the channel from a shard was stopped by an alarm. */
  default boolean isStopped(int peer) {
    return stop(peer) != ChannelStop.NONE;
  }

  /** Version of the ledger's rules in force; it only grows. */
  int rulesVersion();

  /** Messages to a shard that no acknowledgement covers yet. */
  int outboxDepth(int peer);

  /** Most messages that may wait for one shard's acknowledgement. */
  int outboxLimit();

  /** All groups that no acknowledgement covers yet, by destination. */
  Map<Integer, List<ChannelGroup>> unacknowledgedGroups();

  /** Ledger time of the last batch, Unix milliseconds. */
  long timeMillis();

  /** How long the ledger remembers a command id, milliseconds; set at genesis. */
  long idWindowMillis();

  /**
   * True when a batch at this time would have something to book by itself: a hold that ended, or
   * forgetting left over.
   */
  boolean hasHousekeeping(long timeMillis);
}
