package cbdc.settlement.client;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.settlement.client.TimerWheel.Timed;
import cbdc.testkit.SeededRandom;
import cbdc.testkit.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TimerWheelTest {
  private static final class Thing extends Timed {}

  @Test
  void shouldFireEverythingOnceWithinATickOfItsTime() {
    Seeds.forEach(50, TimerWheelTest::run);
  }

  private static void run(long seed) {
    SeededRandom random = new SeededRandom(seed);
    long now = random.between(0, 1_000_000);
    TimerWheel wheel = new TimerWheel(now);
    Map<Timed, Long> due = new HashMap<>();
    List<Thing> things = new ArrayList<>();
    for (int step = 0; step < 2_000; step++) {
      Thing thing = random.chance(1, 2) || things.isEmpty() ? new Thing() : random.pick(things);
      things.add(thing);
      long at = now + random.ofAnyMagnitude(0, 200_000);
      switch (random.between(0, 3)) {
        case 0 -> {
          wheel.cancel(thing);
          due.remove(thing);
        }
        case 1 -> {
          wheel.scheduleSooner(thing, at);
          due.merge(thing, at, Math::min);
        }
        default -> {
          wheel.schedule(thing, at);
          due.put(thing, at);
        }
      }
      long before = now;
      now += random.ofAnyMagnitude(0, 100_000) * random.between(0, 1);
      advance(wheel, due, before, now);
    }
    advance(wheel, due, now, now + 400_000);
    assertThat(due).isEmpty();
    assertThat(wheel.size()).isZero();
  }

  private static void advance(TimerWheel wheel, Map<Timed, Long> due, long before, long now) {
    wheel.advance(
        now,
        timed -> {
          Long at = due.remove(timed);
          assertThat(at).as("fired though not scheduled").isNotNull();
          assertThat(at).as("too early").isLessThanOrEqualTo(now);
          assertThat(at)
              .as("a tick late, or more")
              .isGreaterThan(before - 2 * TimerWheel.TICK_MILLIS);
        });
    assertThat(due.values()).as("forgotten").allMatch(at -> at > now - TimerWheel.TICK_MILLIS - 1);
    assertThat(wheel.size()).isEqualTo(due.size());
  }

  @Test
  void shouldLetAHandlerMoveOthersThatAreDueToo() {
    TimerWheel wheel = new TimerWheel(0);
    Thing first = new Thing();
    Thing second = new Thing();
    wheel.schedule(first, 10);
    wheel.schedule(second, 10);
    List<Timed> fired = new ArrayList<>();
    wheel.advance(
        20,
        timed -> {
          fired.add(timed);
          wheel.schedule(second, 40);
        });
    assertThat(fired).containsExactly(first);
    wheel.advance(40, fired::add);
    assertThat(fired).containsExactly(first, second);
  }
}
