package cbdc.settlement.node.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeClockTest {
  private static final List<String> THREE = List.of("node-1", "node-2", "node-3");
  private static final long NOON = 1_700_000_000_000L;

  private long nanos = 5;
  private long wall = NOON;
  private final NodeClock clock = new NodeClock("node-1", () -> wall, () -> nanos);

  @BeforeEach
  void peersAgree() {
    hear(0, 0);
  }

  @Test
  void shouldStampWallTimeWhileAMajorityConfirmsIt() {
    Stamps.Ticker ticker = clock.forShard(() -> THREE, NOON - 60_000);
    assertThat(ticker.nowMillis()).isEqualTo(NOON);
    pass(400);
    assertThat(ticker.nowMillis()).isEqualTo(NOON + 400);
    hear(1_900, 3_600_000);
    assertThat(ticker.nowMillis()).as("one peer is enough").isEqualTo(NOON + 400);
  }

  @Test
  void shouldGoOnByTheMonotonicClockWhenTheWallClockJumps() {
    Stamps.Ticker ticker = clock.forShard(() -> THREE, NOON - 60_000);
    ticker.nowMillis();
    wall += 3_600_000;
    assertThat(ticker.nowMillis()).as("at once, not with the next pulse").isEqualTo(NOON);
    pass(250);
    assertThat(ticker.nowMillis()).isEqualTo(NOON + 250);
  }

  @Test
  void shouldNeverGoBack() {
    Stamps.Ticker ticker = clock.forShard(() -> THREE, NOON + 1_500);
    assertThat(ticker.nowMillis()).isEqualTo(NOON + 1_500);
    pass(1_600);
    assertThat(ticker.nowMillis()).isEqualTo(NOON + 1_600);
  }

  @Test
  void shouldCarryForwardWhatItHeard() {
    Stamps.Ticker ticker = clock.forShard(() -> THREE, NOON - 60_000);
    ticker.nowMillis();
    pass(2_500);
    wall += 700;
    assertThat(ticker.nowMillis()).as("the peers' clocks go on too").isEqualTo(NOON + 3_200);
  }

  @Test
  void shouldNotTrustWhatItHeardLongAgo() {
    Stamps.Ticker ticker = clock.forShard(() -> THREE, NOON - 60_000);
    ticker.nowMillis();
    pass(3_100);
    wall += 1;
    assertThat(ticker.nowMillis()).as("by the monotonic clock").isEqualTo(NOON + 3_100);
    hear(0, 0);
    assertThat(ticker.nowMillis()).isEqualTo(NOON + 3_101);
  }

  @Test
  void shouldConfirmALoneNodeByItself() {
    Stamps.Ticker ticker = clock.forShard(() -> List.of("node-1"), 0);
    pass(60_000);
    assertThat(ticker.nowMillis()).isEqualTo(NOON + 60_000);
    clock.watch(List.of(List.of("node-1")));
    assertThat(clock.isInDoubt()).isFalse();
  }

  @Test
  void shouldNotFollowALoneNodesClockThatJumpsFar() {
    List<String> alone = List.of("node-1");
    Stamps.Ticker ticker = clock.forShard(() -> alone, NOON - 1_000);
    assertThat(ticker.nowMillis()).isEqualTo(NOON);
    wall += TimeUnit.DAYS.toMillis(31);
    assertThat(ticker.nowMillis()).isEqualTo(NOON);
    clock.watch(List.of(alone));
    pass(3_000);
    assertThat(ticker.nowMillis()).isEqualTo(NOON + 3_000);
    clock.watch(List.of(alone));
    assertThat(clock.isInDoubt()).isTrue();
    wall -= TimeUnit.DAYS.toMillis(31);
    assertThat(ticker.nowMillis()).isEqualTo(NOON + 3_000);
    pass(3_100);
    clock.watch(List.of(alone));
    assertThat(clock.isInDoubt()).isFalse();
  }

  @Test
  void shouldFollowALoneNodesClockThatTheOperatorAccepted() {
    Stamps.Ticker ticker =
        clock.forShard(() -> List.of("node-1"), NOON - TimeUnit.DAYS.toMillis(40));
    assertThat(ticker.nowMillis()).isEqualTo(NOON);
  }

  @Test
  void shouldRaiseTheAlarmOnlyWhenDoubtLasts() {
    wall += 60_000;
    clock.watch(List.of(THREE));
    assertThat(clock.isInDoubt()).isFalse();
    pass(2_900);
    clock.watch(List.of(THREE));
    assertThat(clock.isInDoubt()).isFalse();
    pass(200);
    clock.watch(List.of(THREE));
    assertThat(clock.isInDoubt()).isTrue();
    hear(0, 0);
    clock.watch(List.of(THREE));
    assertThat(clock.isInDoubt()).isFalse();
  }

  @Test
  void shouldForgetTheDoubtOfShardsThatItNoLongerLeads() {
    wall += 60_000;
    clock.watch(List.of(THREE));
    pass(3_000);
    clock.watch(List.of(THREE));
    assertThat(clock.isInDoubt()).isTrue();
    clock.watch(List.of());
    assertThat(clock.isInDoubt()).isFalse();
  }

  @Test
  void shouldNameThoseWhoseClocksAMajorityConfirmsAsSuccessors() {
    assertThat(clock.confirmed(THREE)).isEqualTo(THREE);
    assertThat(clock.successors(THREE)).as("no doubt").isEmpty();
    wall += 60_000;
    clock.watch(List.of(THREE));
    pass(3_000);
    hear(-60_000, -60_000);
    clock.watch(List.of(THREE));
    assertThat(clock.confirmed(THREE)).containsExactly("node-2", "node-3");
    assertThat(clock.successors(THREE)).containsExactly("node-2", "node-3");
  }

  @Test
  void shouldNameNobodyWhenAllClocksDisagree() {
    clock.watch(List.of(THREE));
    hear(-60_000, 60_000);
    clock.watch(List.of(THREE));
    pass(3_000);
    hear(-60_000, 60_000);
    clock.watch(List.of(THREE));
    assertThat(clock.isInDoubt()).isTrue();
    assertThat(clock.successors(THREE)).isEmpty();
  }

  private void pass(long millis) {
    nanos += TimeUnit.MILLISECONDS.toNanos(millis);
    wall += millis;
  }

  private void hear(long secondDiffers, long thirdDiffers) {
    clock.heard("node-2", wall + secondDiffers);
    clock.heard("node-3", wall + thirdDiffers);
  }
}
