package cbdc.settlement.node.link;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.testkit.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InboundQueueTest {

  private final ExecutorService executor = Executors.newFixedThreadPool(4);

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  @Test
  void shouldRunTasksInOrderOnAnyNumberOfThreads() {
    InboundQueue queue = new InboundQueue(executor, Long.MAX_VALUE, () -> {});
    int count = 200_000;
    List<Integer> wrong = new ArrayList<>();
    int[] next = new int[1]; // written by one task at a time: the queue is what orders them
    AtomicInteger done = new AtomicInteger();
    for (int i = 0; i < count; i++) {
      int number = i;
      queue.add(
          1,
          () -> {
            if (next[0]++ != number) {
              wrong.add(number);
            }
            done.incrementAndGet();
          });
    }
    Await.until("all have run", () -> done.get() == count);
    assertThat(wrong).isEmpty();
  }

  /** A reader that stops when told to, and is woken by the queue alone: a lost wake-up hangs it. */
  @Test
  void shouldAlwaysWakeAReaderThatItPaused() {
    int pauses = 0;
    AtomicInteger done = new AtomicInteger();
    AtomicInteger wakes = new AtomicInteger();
    InboundQueue queue = new InboundQueue(executor, 10, wakes::incrementAndGet);
    int count = 20_000;
    for (int i = 0; i < count; i++) {
      int wakesBefore = wakes.get();
      if (queue.add(3, done::incrementAndGet)) {
        pauses++;
        long limitNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (wakes.get() == wakesBefore) {
          assertThat(System.nanoTime()).as("still asleep").isLessThan(limitNanos);
          Thread.onSpinWait();
        }
      }
    }
    Await.until("all have run", () -> done.get() == count);
    assertThat(pauses).isPositive();
    assertThat(queue.paused()).isFalse();
  }

  @Test
  void shouldGoOnAfterATaskThatFails() {
    InboundQueue queue = new InboundQueue(executor, 10, () -> {});
    AtomicInteger done = new AtomicInteger();
    queue.add(
        1,
        () -> {
          throw new IllegalStateException("on purpose");
        });
    queue.add(1, done::incrementAndGet);
    Await.until("the second has run", () -> done.get() == 1);
  }
}
