package cbdc.settlement.node.shard;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.Order;
import cbdc.protocol.OrderCodec;
import cbdc.settlement.ledger.ShardLedger;
import cbdc.settlement.node.member.ClusterNews;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RulesVersionsTest {
  private static final int KNOWN = ShardLedger.RULES_VERSION_MAX;

  private final RulesVersions versions = new RulesVersions("n1", () -> Set.of("n1", "n2", "n3"));

  @Test
  void shouldAllowNothingBeforeEveryNodeWasHeardOf() {
    assertThat(versions.versionMax()).isZero();
    versions.heard("n2", KNOWN);
    assertThat(versions.isBeyond(raise(KNOWN))).isTrue();
    versions.heard("n3", KNOWN);
    assertThat(versions.versionMax()).isEqualTo(KNOWN);
    assertThat(versions.isBeyond(raise(KNOWN))).isFalse();
    assertThat(versions.isBeyond(raise(KNOWN + 1))).isTrue();
  }

  @Test
  void shouldGoByTheOldestProgramThisOneIncluded() {
    versions.heard("n2", KNOWN + 5);
    versions.heard("n3", KNOWN + 1);
    assertThat(versions.versionMax()).isEqualTo(KNOWN);
    versions.heard("n3", KNOWN - 1);
    assertThat(versions.versionMax()).isEqualTo(KNOWN - 1);
  }

  @Test
  void shouldLeaveOtherOrdersAndOtherBytesToTheLedger() {
    assertThat(versions.isBeyond(OrderCodec.encode(new Order.Issue(header(7), 100)))).isFalse();
    assertThat(versions.isBeyond(new byte[] {1, 2, 3})).isFalse();
  }

  @Test
  void shouldTellTheOthersInThePulse() {
    Pulse pulse = new Pulse(1_700_000_000_000L, 3, true, Map.of(0, 7, 900, 8), ClusterNews.NONE);
    assertThat(Pulse.decode(pulse.encode())).isEqualTo(pulse);
  }

  private static byte[] raise(int version) {
    return OrderCodec.encode(new Order.RaiseRulesVersion(header(0), version));
  }

  private static Order.Header header(int bank) {
    return new Order.Header(1, 2, bank, 1, 20_000);
  }
}
