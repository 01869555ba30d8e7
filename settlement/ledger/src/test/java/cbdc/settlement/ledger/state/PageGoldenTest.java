package cbdc.settlement.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/**
 * Holds the bytes of snapshot pages. Stored snapshots and replicas of other versions have these
 * bytes: a new value here means a new layout version in {@link PageLayout}, and code that still
 * reads the old one.
 */
class PageGoldenTest {
  @Test
  void shouldKeepTheLayoutOfPages() {
    ShardState state =
        new ShardState(SampleGenesis.of(4), 0, new StateBounds(100_000, 2_000, 30_000, 1_000, 11));
    RandomOperations operations = new RandomOperations(2026);
    for (int i = 0; i < 200; i++) {
      operations.batch(state);
    }
    assertThat(HexFormat.of().formatHex(state.stateHash()))
        .isEqualTo("4edf8c99c5427dc57efae1ee2b83c85a9701b02e9040545a0fe22413743ae2fa");
  }

  @Test
  void shouldKeepTheBeginningOfEveryChain() {
    assertThat(HexFormat.of().formatHex(Totals.initialChainHash(SampleGenesis.of(4), 1)))
        .isEqualTo("cacf94059cf36f793eda3b6f5cd643bb782e44415f7a21c499c3200699e38807");
    assertThat(HexFormat.of().formatHex(Channels.initialHash(SampleGenesis.of(4), 1, 2)))
        .isEqualTo("551fc08be719d6bb06e678be69111f07ed16143fc8bda912e2faa40b24b4eeb5");
  }
}
