package cbdc.settlement.node.shard;

import cbdc.protocol.AuditMark;
import cbdc.protocol.ChannelGroup;
import cbdc.protocol.ChannelStop;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.OutcomeReader;
import cbdc.settlement.ledger.state.ChannelsView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Committed state of one of {@link ExecutedShards}. */
final class ExecutedState implements CommittedState {
  static final int OUTBOX_LIMIT = 1_000;

  private final ExecutedShards shards;
  private final int shard;
  private AppliedBatch lastApplied;

  ExecutedState(ExecutedShards shards, int shard) {
    this.shards = shards;
    this.shard = shard;
  }

  /** Executes a committed entry. */
  AppliedBatch apply(byte[] entry, int term) {
    History.Executed executed = shards.execute(shard, entry);
    List<Courier.OutgoingGroup> groups = new ArrayList<>();
    OutcomeReader outcomes = new OutcomeReader().wrap(executed.outcomes());
    for (OutcomeReader.SentGroup sent : outcomes.groups()) {
      ChannelGroup group =
          channels().groupsFrom(sent.destination(), sent.firstSequence(), 1).getFirst();
      groups.add(new Courier.OutgoingGroup(sent.destination(), group));
    }
    lastApplied = new AppliedBatch(executed.index(), term, entry, executed.outcomes(), groups);
    return lastApplied;
  }

  private ChannelsView channels() {
    return shards.state(shard).channels();
  }

  @Override
  public AppliedBatch lastApplied() {
    return lastApplied;
  }

  @Override
  public long number() {
    return shards.state(shard).totals().batchNumber();
  }

  @Override
  public AuditMark auditMark() {
    return new AuditMark(number(), shards.state(shard).totals().chainHash().clone());
  }

  @Override
  public int rulesVersion() {
    return shards.state(shard).registry().rulesVersion();
  }

  @Override
  public long receivedMark(int peer) {
    return channels().incomingMark(peer);
  }

  @Override
  public long lastSent(int peer) {
    return channels().sealedMark(peer);
  }

  @Override
  public ChannelStop stop(int peer) {
    return channels().stop(peer);
  }

  @Override
  public int outboxDepth(int peer) {
    return channels().outboxTransfers(peer);
  }

  @Override
  public int outboxLimit() {
    return OUTBOX_LIMIT;
  }

  @Override
  public Map<Integer, List<ChannelGroup>> unacknowledgedGroups() {
    Map<Integer, List<ChannelGroup>> groups = new HashMap<>();
    for (int peer = 0; peer < channels().shardCount(); peer++) {
      if (peer != shard && channels().sealedMark(peer) > channels().acknowledgedMark(peer)) {
        groups.put(
            peer,
            channels().groupsFrom(peer, channels().acknowledgedMark(peer) + 1, Integer.MAX_VALUE));
      }
    }
    return groups;
  }

  @Override
  public long timeMillis() {
    return shards.state(shard).totals().lastTimeMillis();
  }

  @Override
  public long idWindowMillis() {
    return LedgerGenesis.DEFAULT_ID_WINDOW_MILLIS;
  }

  @Override
  public boolean hasHousekeeping(long timeMillis) {
    return false;
  }
}
