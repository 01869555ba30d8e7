package cbdc.settlement.ledger.state;

import cbdc.protocol.LedgerGenesis;

/** All that a decider may read. */
public interface StateView {
  /** What the cluster started from. */
  LedgerGenesis genesis();

  /** Number of this shard. */
  int shard();

  /** Accounts. */
  AccountsView accounts();

  /** Open holds. */
  HoldsView holds();

  /** Remembered ids. */
  IdView ids();

  /** Channels to and from the other shards. */
  ChannelsView channels();

  /** Banks, keys, policy. */
  RegistryView registry();

  /** Control totals, time, chain. */
  TotalsView totals();
}
