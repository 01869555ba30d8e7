package cbdc.settlement.node.shard;

import cbdc.protocol.AuditMark;
import cbdc.protocol.ChannelGroup;
import cbdc.protocol.ChannelStop;
import cbdc.protocol.EntryKind;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.MalformedException;
import cbdc.protocol.NodeChange;
import cbdc.protocol.OutcomeReader;
import cbdc.settlement.ledger.BatchResult;
import cbdc.settlement.ledger.LedgerBounds;
import cbdc.settlement.ledger.ShardLedger;
import cbdc.settlement.ledger.SignatureVerifier;
import cbdc.settlement.ledger.state.ChannelsView;
import cbdc.settlement.ledger.state.Page;
import cbdc.settlement.ledger.state.RegistryView;
import cbdc.settlement.ledger.state.ShardState;
import cbdc.settlement.ledger.state.StateBounds;
import cbdc.settlement.ledger.state.StateView;
import cbdc.settlement.node.core.ShardStateMachine;
import cbdc.settlement.node.core.SnapshotReader;
import cbdc.settlement.node.core.SnapshotSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's copy of one shard: executes committed entries on the ledger and writes what they did
 * into the history. All on the group's thread; {@link #keys()} and {@link #nodeChanges()} may be
 * read on any.
 */
final class ShardReplica implements ShardStateMachine, CommittedState {
  private static final Logger LOG = LoggerFactory.getLogger(ShardReplica.class);
  private static final byte[] NO_ENTRY = new byte[0];

  private final LedgerGenesis genesis;
  private final int shard;
  private final StateBounds stateBounds;
  private final LedgerBounds ledgerBounds;
  private final SignatureVerifier verifier;
  private final History history;
  private final ShardCounters counters;
  private final ChainAudit audit;
  private final Runnable whenApplied;
  private final OutcomeReader outcomes = new OutcomeReader();

  private ShardState state;
  private ShardLedger ledger;
  private AppliedBatch lastApplied;
  private int lastTerm;
  private long lastIndex;
  private volatile KeyRing keys;
  private volatile int rulesVersion;
  private volatile List<NodeChange> nodeChanges = List.of();

  /**
   * A replica with the state of genesis.
   *
   * @param audit compares what was executed with the other replicas
   * @param whenApplied called after each entry
   */
  ShardReplica(
      LedgerGenesis genesis,
      int shard,
      StateBounds stateBounds,
      LedgerBounds ledgerBounds,
      SignatureVerifier verifier,
      History history,
      ShardCounters counters,
      ChainAudit audit,
      Runnable whenApplied) {
    this.genesis = genesis;
    this.shard = shard;
    this.stateBounds = stateBounds;
    this.ledgerBounds = ledgerBounds;
    this.verifier = verifier;
    this.history = history;
    this.counters = counters;
    this.audit = audit;
    this.whenApplied = whenApplied;
    use(new ShardState(genesis, shard, stateBounds));
  }

  @Override
  public void apply(long index, int term, byte[] entry) {
    execute(index, term, entry);
  }

  @Override
  public void applyMembership(long index, int term) {
    execute(index, term, NO_ENTRY);
  }

  private void execute(long index, int term, byte[] entry) {
    BatchResult result = ledger.execute(entry);
    history.append(
        new History.Executed(
            result.batchNumber(), index, term, entry, result.outcomes(), result.chainHash()));
    audit.executed(result.batchNumber(), result.chainHash());
    if (EntryKind.of(entry) == EntryKind.AUDIT_MARK) {
      compare(entry);
    }
    lastIndex = index;
    lastTerm = term;
    lastApplied = new AppliedBatch(index, term, entry, result.outcomes(), groupsOf(result));
    counters.executed(result, state);
    if (result.registryChanged()) {
      publish(state.registry());
    }
    whenApplied.run();
  }

  private void compare(byte[] entry) {
    AuditMark mark;
    try {
      mark = AuditMark.decode(entry);
    } catch (MalformedException e) {
      return; // says nothing, alike on every replica
    }
    audit.compare(mark);
  }

  private List<Courier.OutgoingGroup> groupsOf(BatchResult result) {
    if (result.outcomes().length == 0) {
      return List.of();
    }
    outcomes.wrap(result.outcomes());
    int count = outcomes.head().groups();
    if (count == 0) {
      return List.of();
    }
    List<Courier.OutgoingGroup> groups = new ArrayList<>(count);
    for (OutcomeReader.SentGroup sent : outcomes.groups()) {
      ChannelGroup group =
          state.channels().groupsFrom(sent.destination(), sent.firstSequence(), 1).getFirst();
      groups.add(new Courier.OutgoingGroup(sent.destination(), group));
    }
    return groups;
  }

  @Override
  public SnapshotSource freeze(long index) {
    return new FrozenPages(state.freeze());
  }

  @Override
  public void install(long index, SnapshotReader reader) {
    use(ShardState.restore(genesis, shard, stateBounds, () -> new Pages(reader)));
    long number = state.totals().batchNumber();
    byte[] chainHash = state.totals().chainHash().clone();
    history.resumeAfter(new History.Resumed(number, index, chainHash));
    audit.resumedAt(number, chainHash);
    counters.channels().executed(state);
    counters.installedSnapshot();
    LOG.info(
        "shard {}: installed a snapshot at index {}, in place of what was executed up to index {}",
        shard,
        index,
        lastIndex);
    lastIndex = index;
    lastApplied = null;
  }

  private void use(ShardState newState) {
    state = newState;
    ledger = new ShardLedger(newState, verifier, ledgerBounds);
    publish(newState.registry());
  }

  private void publish(RegistryView registry) {
    keys = keyRing(registry);
    rulesVersion = registry.rulesVersion();
    nodeChanges = List.copyOf(registry.nodeChanges());
  }

  /** The changes of nodes ordered so far, as of the last entry. Any thread. */
  List<NodeChange> nodeChanges() {
    return nodeChanges;
  }

  /** Who may ask for what, as of the last entry. Any thread. */
  KeyRing keys() {
    return keys;
  }

  /** The state as of the last entry. */
  StateView view() {
    return state;
  }

  /** SHA-256 over the whole state. */
  byte[] stateHash() {
    return state.stateHash();
  }

  /** Compares this replica with the others. Only {@link ChainAudit#isDisputed} on any thread. */
  ChainAudit audit() {
    return audit;
  }

  @Override
  public long number() {
    return state.totals().batchNumber();
  }

  @Override
  public AuditMark auditMark() {
    return new AuditMark(state.totals().batchNumber(), state.totals().chainHash().clone());
  }

  /** Raft index of the last entry executed. */
  long lastIndex() {
    return lastIndex;
  }

  /** Raft term of the last entry executed here since the start, 0 before the first. */
  int lastTerm() {
    return lastTerm;
  }

  @Override
  public AppliedBatch lastApplied() {
    return lastApplied;
  }

  @Override
  public long receivedMark(int peer) {
    return state.channels().incomingMark(peer);
  }

  @Override
  public long lastSent(int peer) {
    return state.channels().sealedMark(peer);
  }

  @Override
  public ChannelStop stop(int peer) {
    return state.channels().stop(peer);
  }

  /** As of the last entry. Any thread. */
  @Override
  public int rulesVersion() {
    return rulesVersion;
  }

  @Override
  public int outboxDepth(int peer) {
    return state.channels().outboxTransfers(peer);
  }

  @Override
  public int outboxLimit() {
    return stateBounds.outboxTransfersMax();
  }

  @Override
  public Map<Integer, List<ChannelGroup>> unacknowledgedGroups() {
    ChannelsView channels = state.channels();
    Map<Integer, List<ChannelGroup>> groups = new HashMap<>();
    for (int peer = 0; peer < channels.shardCount(); peer++) {
      if (peer != shard && channels.sealedMark(peer) > channels.acknowledgedMark(peer)) {
        groups.put(
            peer,
            channels.groupsFrom(peer, channels.acknowledgedMark(peer) + 1, Integer.MAX_VALUE));
      }
    }
    return groups;
  }

  @Override
  public long timeMillis() {
    return state.totals().lastTimeMillis();
  }

  @Override
  public long idWindowMillis() {
    return genesis.idWindowMillis();
  }

  @Override
  public boolean hasHousekeeping(long timeMillis) {
    int hold = state.holds().firstToExpire();
    return hold >= 0 && state.holds().expiresAtMillis(hold) < timeMillis;
  }

  private static KeyRing keyRing(RegistryView registry) {
    Map<Integer, KeyRing.Bank> banks = new HashMap<>();
    for (int bank : registry.banks()) {
      banks.put(bank, new KeyRing.Bank(registry.bankStatus(bank), registry.bankKeys(bank)));
    }
    return new KeyRing(banks, registry.issuerKeys());
  }

  /** Walks a snapshot's pages once. */
  private static final class Pages implements Iterator<Page> {
    private final SnapshotReader reader;
    private boolean isAhead;
    private boolean hasPage;

    Pages(SnapshotReader reader) {
      this.reader = reader;
    }

    @Override
    public boolean hasNext() {
      if (!isAhead) {
        hasPage = reader.next();
        isAhead = true;
      }
      return hasPage;
    }

    @Override
    public Page next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      isAhead = false;
      return new Page(reader.section(), reader.page(), reader.bytes());
    }
  }
}
