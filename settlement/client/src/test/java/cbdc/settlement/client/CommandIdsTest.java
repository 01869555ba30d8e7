package cbdc.settlement.client;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.CommandId;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CommandIdsTest {
  private final AtomicLong wall = new AtomicLong(1_790_000_000_000L);
  private final CommandIds ids = new CommandIds(wall::get, new SplittableRandom(5));

  @Test
  void shouldRiseWithinAMillisecondAndBeyond() {
    CommandId last = ids.next();
    for (int i = 0; i < 50_000; i++) {
      if (i % 5_000 == 0) {
        wall.addAndGet(i % 3);
      }
      CommandId next = ids.next();
      assertThat(Long.compareUnsigned(next.high(), last.high())).isPositive();
      assertThat(CommandId.isVersion7(next.high(), next.low())).isTrue();
      last = next;
    }
    assertThat(last.timeMillis())
        .as("50,000 ids count on for some milliseconds")
        .isLessThan(wall.get() + 20);
  }

  @Test
  void shouldWaitOutASmallStepBackAndFollowALargeOne() {
    CommandId first = ids.next();
    wall.addAndGet(-500);
    CommandId second = ids.next();
    assertThat(second.high()).isGreaterThan(first.high());
    wall.addAndGet(-5_000);
    assertThat(ids.next().timeMillis()).isEqualTo(wall.get());
  }

  @Test
  void shouldDifferBetweenGenerators() {
    Set<CommandId> all = new HashSet<>();
    for (int generator = 0; generator < 20; generator++) {
      CommandIds each = new CommandIds();
      for (int i = 0; i < 1_000; i++) {
        all.add(each.next());
      }
    }
    assertThat(all).hasSize(20_000);
  }
}
