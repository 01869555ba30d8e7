package cbdc.settlement.ledger;

import cbdc.protocol.EntryKind;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.MalformedException;
import cbdc.protocol.OutcomeWriter;
import cbdc.settlement.ledger.apply.EventApplier;
import cbdc.settlement.ledger.apply.Memory;
import cbdc.settlement.ledger.decide.Deciders;
import cbdc.settlement.ledger.state.ShardState;
import cbdc.settlement.ledger.state.StateView;

/**
 * The ledger of one shard: executes log entries, one after the other, alike on every replica, in
 * replay and in verification. Pure: its only inputs are the state, the entry's bytes and a
 * signature check; it knows no clock, thread or device. Used by one thread.
 *
 * <p>An entry is refused as a whole, with empty outcomes and nothing executed, when its frame is
 * not that of a batch; a command whose bytes are wrong is refused alone. Both extend the chain. A
 * {@link LedgerFault}, or any other Error, means that this replica must stop.
 */
public final class ShardLedger {
  /** Newest version of the rules that this program can execute. */
  public static final int RULES_VERSION_MAX = LedgerGenesis.RULES_VERSION_MAX;

  /**
   * Longest entry in bytes. It also bounds the messages that one batch can append to a channel to
   * what a group can count, since each needs some bytes of the entry.
   */
  public static final int ENTRY_BYTES_MAX = 3 * 512 * 1024;

  private static final byte[] NOTHING = {};

  private final ShardState state;
  private final Chain chain;
  private final LedgerBounds bounds;
  private final EventApplier applier;
  private final Memory memory;
  private final Deciders deciders;
  private final CommandExecution commands;
  private final ChannelExecution channels;
  private final Invariants invariants;
  private final OutcomeWriter outcomes = new OutcomeWriter();
  private final BatchParser parser;

  /** A ledger on a new or restored state. */
  public ShardLedger(ShardState state, SignatureVerifier verifier, LedgerBounds bounds) {
    this(state, verifier, bounds, Chain.sha256());
  }

  /** A ledger with another chain; for benchmarks that measure the rules alone. */
  public ShardLedger(
      ShardState state, SignatureVerifier verifier, LedgerBounds bounds, Chain chain) {
    this.state = state;
    this.bounds = bounds;
    this.chain = chain;
    applier = new EventApplier(state);
    memory = new Memory(state);
    deciders = Deciders.of(state, verifier::verifyOrder);
    commands = new CommandExecution(deciders, applier, memory, outcomes);
    channels = new ChannelExecution(deciders, applier, memory, outcomes);
    invariants = new Invariants(state);
    parser = new BatchParser(state.shard(), state.genesis().shardCount());
    requireKnownRules();
  }

  /** What the ledger has come to. */
  public StateView state() {
    return state;
  }

  /**
   * Executes the next entry of the shard's log.
   *
   * @param entry kind byte and content; not changed, not kept
   * @throws LedgerFault when the state machine contradicts itself: the replica must stop
   */
  public BatchResult execute(byte[] entry) {
    int registryChanges = applier.registryChanges();
    byte[] record = entry.length > 0 && entry[0] == EntryKind.BATCH ? executeBatch(entry) : NOTHING;
    byte[] hash = chain.next(state.totals().chainHash(), entry, record);
    memory.endEntry(hash);
    boolean registryChanged = applier.registryChanges() != registryChanges;
    return new BatchResult(
        state.totals().batchNumber(),
        state.totals().lastTimeMillis(),
        record,
        hash,
        registryChanged);
  }

  private byte[] executeBatch(byte[] entry) {
    ParsedBatch batch;
    try {
      batch = parser.parse(entry);
    } catch (MalformedException e) {
      return NOTHING;
    }
    try {
      return execute(batch);
    } catch (RuntimeException e) {
      throw new LedgerFault(
          "batch " + (state.totals().batchNumber() + 1) + " of shard " + state.shard() + " failed",
          e);
    }
  }

  /**
   * The order is fixed: what frees room comes before what takes it, and what other shards wait for
   * before what clients ask.
   */
  private byte[] execute(ParsedBatch batch) {
    memory.setTime(Math.max(state.totals().lastTimeMillis(), batch.stampMillis()));
    outcomes.start();
    LedgerTime time = new LedgerTime(state);
    bookExpiredHolds(time);
    memory.forget(state.totals().lastTimeMillis(), bounds.forgottenBucketsPerBatchMax());
    channels.acknowledge(batch.acknowledgements(), time);
    memory.trim(bounds.trimmedMessagesPerBatchMax(), outcomes::settled);
    channels.deliver(batch.deliveries(), time);
    commands.execute(batch, time);
    channels.seal();
    byte[] record = outcomes.finish(state.totals().lastTimeMillis());
    invariants.check();
    requireKnownRules();
    return record;
  }

  /**
   * A replica whose program is too old stops: by other rules than its peers' it would only diverge
   * from them. Nor can it refuse the order: its peers may accept it, and refusals too are outcomes
   * on which all replicas must agree. So {@code decide} knows nothing of programs, and nodes let no
   * order into the log that raises the rules above what each of them has said it can execute. This
   * is for a program that is older than what its node said, or than the log.
   */
  private void requireKnownRules() {
    int version = state.registry().rulesVersion();
    if (version > RULES_VERSION_MAX) {
      throw new LedgerFault(
          "rules version "
              + version
              + " was ordered, and this program knows versions up to "
              + RULES_VERSION_MAX
              + ": install a newer one and start again");
    }
  }

  private void bookExpiredHolds(LedgerTime time) {
    for (int booked = 0; booked < bounds.expiredHoldsPerBatchMax(); booked++) {
      var expired = deciders.holds().next(time.now());
      if (expired == null) {
        return;
      }
      applier.apply(expired, time.now().day(), time.now().year());
      outcomes.expiredHold(expired.hold(), expired.payer(), expired.amount());
    }
  }
}
