package cbdc.issuer.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.protocol.LedgerGenesis;
import cbdc.testkit.Row;
import cbdc.testkit.Tables;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class GenesisBuilderTest {
  private static final long LAST_MILLIS = (1L << 48) - 1;

  private static GenesisBuilder good() {
    return new GenesisBuilder().cluster(Keys.CLUSTER).issuer(2, Keys.PUBLIC).policy(Policies.SOME);
  }

  @Test
  void shouldTakeTheLastOfWhatIsAllowed() {
    LedgerGenesis genesis =
        good()
            .shardCount(GenesisBuilder.MAX_SHARDS)
            .rulesVersion(LedgerGenesis.RULES_VERSION_MAX)
            .idWindowMillis(1_000)
            .timeMillis(LAST_MILLIS)
            .build();
    assertThat(genesis.rulesVersion()).isEqualTo(LedgerGenesis.RULES_VERSION_MAX);
    assertThat(genesis.timeMillis()).isEqualTo(LAST_MILLIS);
  }

  /** A genesis that nobody could start, and what is said about it. */
  record FaultRow(String name, Consumer<GenesisBuilder> change, String expected) implements Row {}

  @TestFactory
  Stream<DynamicTest> shouldRefuseWhatNobodyCouldStart() {
    int next = LedgerGenesis.RULES_VERSION_MAX + 1;
    return Tables.tests(
        List.of(
            new FaultRow("cluster", b -> b.cluster(null), "cluster id is missing"),
            new FaultRow("shards", b -> b.shardCount(1_025), "shard count 1025 must be 1 to 1024"),
            new FaultRow(
                "rules of no version",
                b -> b.rulesVersion(0),
                "rules version 0 must be at least 1"),
            new FaultRow(
                "rules of tomorrow",
                b -> b.rulesVersion(next),
                "rules version "
                    + next
                    + " must be at most "
                    + LedgerGenesis.RULES_VERSION_MAX
                    + ", the newest that this program executes: take that one, or a newer program"),
            new FaultRow(
                "window", b -> b.idWindowMillis(999), "id window 999 ms must be at least 1000 ms"),
            new FaultRow(
                "before 1970",
                b -> b.timeMillis(-1),
                "start time -1 ms must be 0 to 281474976710655 ms since 1970, the last that ids can"
                    + " hold: leave it out to start with the first batch"),
            new FaultRow(
                "after all ids",
                b -> b.timeMillis(LAST_MILLIS + 1),
                "start time 281474976710656 ms must be 0 to 281474976710655 ms since 1970, the last"
                    + " that ids can hold: leave it out to start with the first batch"),
            new FaultRow("policy", b -> b.policy(null), "limit policy is missing")),
        row -> {
          GenesisBuilder builder = good();
          row.change().accept(builder);
          assertThatThrownBy(builder::build)
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage("genesis: " + row.expected());
        });
  }
}
