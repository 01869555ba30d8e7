package cbdc.settlement.ledger.state;

import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.LimitPolicy.ClassLimits;
import cbdc.protocol.PublicKey;
import java.util.List;

/** A small genesis for tests of the state. */
final class SampleGenesis {
  static final long TIME_MILLIS = 1_790_000_000_000L;
  static final long WINDOW_MILLIS = 20_000;

  private SampleGenesis() {}

  static LedgerGenesis of(int shardCount) {
    return new LedgerGenesis(
        1,
        2,
        shardCount,
        1,
        WINDOW_MILLIS,
        TIME_MILLIS,
        1,
        List.of(new PublicKey(7, 1, new byte[] {1, 2, 3})),
        new LimitPolicy(28_800, List.of(new ClassLimits(1, 100, 200, LimitPolicy.NONE, 1_000))));
  }
}
