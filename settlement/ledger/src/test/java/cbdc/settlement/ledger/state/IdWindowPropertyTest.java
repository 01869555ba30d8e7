package cbdc.settlement.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdWindowPropertyTest {
  private static final List<RejectionCode> CODES = List.of(RejectionCode.values());
  private static final long WINDOW = SampleGenesis.WINDOW_MILLIS;

  private record Entry(long fingerprint, Outcome outcome) {}

  private final IdWindow ids = new IdWindow(new Generations(), WINDOW, 20_000, 3);
  private final Map<CommandId, Entry> model = new HashMap<>();
  private long now = SampleGenesis.TIME_MILLIS;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void shouldBehaveLikeAMapThatForgetsBySeconds(long seed) {
    Random random = new Random(seed);
    List<CommandId> seen = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      int op = random.nextInt(1_000);
      if (op < 700) {
        remember(random, seen);
      } else if (op < 990 && !seen.isEmpty()) {
        settle(random, seen.get(random.nextInt(seen.size())), seed);
      } else if (op < 999) {
        now += random.nextInt(100);
        forget();
      } else {
        now += random.nextInt(30_000);
        forget();
      }
      assertThat(ids.size()).as("seed %d, step %d", seed, i).isEqualTo(model.size());
    }
    for (CommandId id : seen) {
      compare(seed, id);
      compare(seed, new CommandId(id.high(), id.low() + 1));
      compare(seed, new CommandId(id.high() ^ 1, id.low()));
    }
    assertThat(seen).as("seed %d", seed).hasSizeGreaterThan(model.size());
    assertThat(model.values()).as("seed %d", seed).anyMatch(e -> !e.outcome.isFinal());
  }

  private void remember(Random random, List<CommandId> seen) {
    if (ids.isFull()) {
      return;
    }
    long time = now - random.nextLong(WINDOW) + random.nextInt(1_000);
    CommandId id = CommandId.of(time, random.nextLong(), random.nextLong());
    if (!model.containsKey(id)) {
      Entry entry = new Entry(random.nextLong(), outcome(random));
      ids.remember(id.high(), id.low(), entry.fingerprint, entry.outcome);
      model.put(id, entry);
      seen.add(id);
    }
  }

  private Outcome outcome(Random random) {
    RejectionCode code = CODES.get(random.nextInt(CODES.size()));
    return switch (random.nextInt(8)) {
      case 0 -> Outcome.Cancelled.INSTANCE;
      case 1 -> new Outcome.Rejected(code);
      case 2 -> new Outcome.Rejected(code, random.nextLong(), 0);
      case 3 ->
          new Outcome.Rejected(
              code, random.nextInt(3), (now / 1000 + random.nextInt(40_000_000) - 20_000) * 1000);
      case 4 -> new Outcome.Returned(code);
      case 5 -> Outcome.Settled.INSTANCE;
      default -> Outcome.Pending.INSTANCE;
    };
  }

  private void settle(Random random, CommandId id, long seed) {
    Entry entry = model.get(id);
    boolean isPending = entry != null && !entry.outcome.isFinal();
    Outcome outcome =
        random.nextBoolean()
            ? Outcome.Settled.INSTANCE
            : new Outcome.Returned(RejectionCode.PAYEE_CLOSED);
    assertThat(ids.settle(id.high(), id.low(), outcome))
        .as("seed %d, %s", seed, id)
        .isEqualTo(isPending);
    if (isPending && isOver(id)) {
      model.remove(id);
    } else if (isPending) {
      model.put(id, new Entry(entry.fingerprint, outcome));
    }
  }

  private void forget() {
    ids.forgetUntil(now, Integer.MAX_VALUE);
    model.entrySet().removeIf(e -> e.getValue().outcome.isFinal() && isOver(e.getKey()));
  }

  private boolean isOver(CommandId id) {
    return id.timeMillis() / 1000 * 1000 + 999 + WINDOW < now;
  }

  private void compare(long seed, CommandId id) {
    Entry entry = model.get(id);
    long ref = ids.lookup(id.high(), id.low());
    if (entry == null) {
      assertThat(ref).as("seed %d, %s", seed, id).isEqualTo(-1);
      return;
    }
    assertThat(ref).as("seed %d, %s", seed, id).isNotEqualTo(-1);
    assertThat(ids.fingerprint(ref)).isEqualTo(entry.fingerprint);
    assertThat(ids.outcome(ref)).as("seed %d, %s", seed, id).isEqualTo(entry.outcome);
    assertThat(ids.isPending(ref)).isEqualTo(!entry.outcome.isFinal());
    assertThat(ids.isCancelled(ref)).isEqualTo(entry.outcome instanceof Outcome.Cancelled);
  }

  @Test
  void shouldDropASecondOnlyWhenItsLastPossibleIdIsOver() {
    long second = SampleGenesis.TIME_MILLIS;
    CommandId id = CommandId.of(second, 0, 0);
    ids.remember(id.high(), id.low(), 1, Outcome.Settled.INSTANCE);
    assertThat(ids.isForgettingDue(second + 999 + WINDOW)).isFalse();
    assertThat(ids.forgetUntil(second + 999 + WINDOW, 10)).isZero();
    assertThat(ids.isForgettingDue(second + 1000 + WINDOW)).isTrue();
    assertThat(ids.forgetUntil(second + 1000 + WINDOW, 10)).isEqualTo(1);
    assertThat(ids.lookup(id.high(), id.low())).isEqualTo(-1);
    assertThat(ids.isForgettingDue(Long.MAX_VALUE)).isFalse();
  }

  @Test
  void shouldDropNoMoreBucketsThanAllowed() {
    for (int i = 0; i < 5; i++) {
      CommandId id = CommandId.of(SampleGenesis.TIME_MILLIS + i * 1000L, 0, i);
      ids.remember(id.high(), id.low(), 1, Outcome.Settled.INSTANCE);
    }
    long late = SampleGenesis.TIME_MILLIS + 100 * WINDOW;
    assertThat(ids.forgetUntil(late, 2)).isEqualTo(2);
    assertThat(ids.size()).isEqualTo(3);
    assertThat(ids.forgetUntil(late, 20)).isEqualTo(3);
    assertThat(ids.size()).isZero();
  }

  @Test
  void shouldSayWhenItIsFull() {
    IdWindow small = new IdWindow(new Generations(), WINDOW, 2, 3);
    for (int i = 0; i < 2; i++) {
      CommandId id = CommandId.of(now, 0, i);
      assertThat(small.isFull()).isFalse();
      small.remember(
          id.high(), id.low(), 1, i == 0 ? Outcome.Pending.INSTANCE : Outcome.Settled.INSTANCE);
    }
    assertThat(small.isFull()).isTrue();
    CommandId third = CommandId.of(now, 0, 3);
    assertThatThrownBy(() -> small.remember(third.high(), third.low(), 1, Outcome.Settled.INSTANCE))
        .isInstanceOf(IllegalStateException.class);
    small.forgetUntil(now + 100 * WINDOW, 10);
    assertThat(small.size()).as("the pending one").isEqualTo(1);
  }

  @Test
  void shouldKnowNoIdOfAnotherVersion() {
    CommandId id = CommandId.of(now, 5, 6);
    ids.remember(id.high(), id.low(), 1, Outcome.Settled.INSTANCE);
    assertThat(ids.lookup(id.high() ^ 0x1000, id.low())).isEqualTo(-1);
    assertThat(ids.lookup(id.high(), id.low() ^ Long.MIN_VALUE)).isEqualTo(-1);
  }
}
