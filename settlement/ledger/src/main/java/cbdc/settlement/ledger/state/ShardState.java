package cbdc.settlement.ledger.state;

import cbdc.protocol.LedgerGenesis;

/** The whole state of one shard. Used by one thread; only a {@link Frozen} goes to another. */
public final class ShardState implements StateView {
  private final LedgerGenesis genesis;
  private final int shard;
  private final Generations generations = new Generations();
  private final Accounts accounts;
  private final Holds holds;
  private final IdWindow ids;
  private final Channels channels;
  private final Registry registry;
  private final Totals totals;

  /** The state of a shard before its first entry. */
  public ShardState(LedgerGenesis genesis, int shard) {
    this(genesis, shard, StateBounds.DEFAULT);
  }

  /** The state of a shard before its first entry, with other bounds. */
  public ShardState(LedgerGenesis genesis, int shard, StateBounds bounds) {
    if (shard < 0 || shard >= genesis.shardCount()) {
      throw new IllegalArgumentException("shard " + shard + " of " + genesis.shardCount());
    }
    this.genesis = genesis;
    this.shard = shard;
    accounts = new Accounts(generations, bounds.indexSeed());
    holds = new Holds(generations, bounds.openHoldsMax(), bounds.indexSeed());
    ids = new IdWindow(generations, genesis.idWindowMillis(), bounds.idsMax(), bounds.indexSeed());
    channels = new Channels(generations, genesis, shard, bounds.outboxTransfersMax());
    registry = new Registry(genesis);
    totals = new Totals(genesis, shard);
  }

  @Override
  public LedgerGenesis genesis() {
    return genesis;
  }

  @Override
  public int shard() {
    return shard;
  }

  @Override
  public Accounts accounts() {
    return accounts;
  }

  @Override
  public Holds holds() {
    return holds;
  }

  @Override
  public IdWindow ids() {
    return ids;
  }

  @Override
  public Channels channels() {
    return channels;
  }

  @Override
  public Registry registry() {
    return registry;
  }

  @Override
  public Totals totals() {
    return totals;
  }

  /**
   * Ends a generation: the pages changed since the previous freeze are handed out, and copied before they are written again while the result is
   * open. Called between batches.
   */
  public Frozen freeze() {
    throw new UnsupportedOperationException("snapshots follow");
  }

  /** Builds a state from all pages of a snapshot, in ascending order of (section, page). The next freeze reports only what changed since. */
  public static ShardState restore(LedgerGenesis genesis, int shard, StateBounds bounds, Iterable<Page> pages) {
    throw new UnsupportedOperationException("snapshots follow");
  }

  /** SHA-256 over (section, page, SHA-256 of the page's bytes) of all pages in order. For tests and verification; it visits everything. */
  public byte[] stateHash() {
    throw new UnsupportedOperationException("snapshots follow");
  }
}
