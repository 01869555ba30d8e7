package cbdc.settlement.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.AccountStatus;
import cbdc.protocol.EntryKind;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The chain hashes of a small history that has a bit of everything. They may change only together
 * with the format of entries or outcomes before the first release; afterwards never, for a version
 * of the rules: every stored history is replayed to its hashes.
 */
class GoldenHistoryTest {
  @Test
  void shouldReplayToTheSameHashesForEver() {
    Town t = new Town();
    var hold = t.done(t.hold(t.alice, t.carol, 300));
    t.done(t.capture(hold, 100));
    t.done(t.pay(t.alice, t.shop, 50));
    t.world.execute(t.pay(t.bob, t.shop, 1_001));
    t.world.execute(t.pay(t.alice, t.world.customer(2, 2, 9), 10));
    t.world.deliverAll();
    t.officialStatus(t.bob, AccountStatus.DEBIT_BLOCKED);
    t.world.execute(t.pay(t.bob, t.shop, 1));
    t.world.executeEntry(1, new byte[] {EntryKind.NEW_TERM});
    t.world.executeEntry(1, new byte[] {EntryKind.BATCH, 1, 2, 3});
    t.world.advanceMillis(Town.DAY_MILLIS);
    t.world.executeEntry(1, Batches.empty(t.world.nowMillis()));

    List<String> hashes = new ArrayList<>();
    for (int shard = 0; shard < 3; shard++) {
      hashes.add(HexFormat.of().formatHex(t.world.state(shard).totals().chainHash()));
    }
    assertThat(hashes)
        .containsExactly(
            "27ef9de218e6d2be3e163e3ab04eaca37f528fa8ea5503e73bab39a408f14d23",
            "0ab0db4d02c9a72144a21d9f893c7f4a943c09b2162c177efe9d74e7cadf7451",
            "25c57cbbd7da813b9e0533fd41afccfeb1f17bd1b27ae6abac0e356140fb65dd");
  }
}
