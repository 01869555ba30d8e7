package cbdc.settlement.node.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GroupExecutorTest {

  private final List<Throwable> uncaught = new CopyOnWriteArrayList<>();
  private final AtomicBoolean halted = new AtomicBoolean();
  private final GroupExecutor executor = new GroupExecutor("test", uncaught::add, halted::get);

  @AfterEach
  void close() {
    executor.close(() -> {});
  }

  @Test
  void shouldRunInlineOnItsOwnThreadAndQueueSubmissions() {
    List<String> order = new ArrayList<>();
    CompletableFuture<Void> done = new CompletableFuture<>();
    executor.execute(
        () -> {
          assertThat(executor.isCurrent()).isTrue();
          executor.submit(
              () -> {
                order.add("submitted");
                done.complete(null);
              });
          executor.execute(() -> order.add("inline"));
          order.add("after");
        });
    done.join();

    assertThat(order).containsExactly("inline", "after", "submitted");
    assertThat(executor.isCurrent()).isFalse();
  }

  @Test
  void shouldDivideDelaysByFiveAndKeepOrderOfTimers() {
    List<String> order = new CopyOnWriteArrayList<>();
    CompletableFuture<Long> last = new CompletableFuture<>();
    long from = System.nanoTime();
    executor.schedule(() -> last.complete(System.nanoTime() - from), 1_000, TimeUnit.MILLISECONDS);
    executor.schedule(() -> order.add("second"), 250, TimeUnit.MILLISECONDS);
    executor.submit(() -> executor.schedule(() -> order.add("first"), 50, TimeUnit.MILLISECONDS));

    assertThat(TimeUnit.NANOSECONDS.toMillis(last.join())).isBetween(200L, 900L);
    assertThat(order).containsExactly("first", "second");
  }

  @Test
  void shouldReportWhatLeavesATaskOrTimer() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    executor.submit(
        () -> {
          throw new AssertionError("task");
        });
    executor.schedule(
        () -> {
          throw new IllegalStateException("timer");
        },
        1,
        TimeUnit.MILLISECONDS);
    executor.schedule(() -> done.complete(null), 50, TimeUnit.MILLISECONDS);
    done.join();

    assertThat(uncaught).extracting(Throwable::getMessage).containsExactly("task", "timer");
  }

  @Test
  void shouldRunNothingOnceHalted() {
    CountDownLatch started = new CountDownLatch(1);
    List<String> order = new CopyOnWriteArrayList<>();
    CompletableFuture<Void> ended = new CompletableFuture<>();
    executor.close(() -> ended.complete(null));
    GroupExecutor halting = new GroupExecutor("halting", uncaught::add, halted::get);
    halting.submit(
        () -> {
          order.add("before");
          halted.set(true);
          started.countDown();
        });
    halting.submit(() -> order.add("after"));
    halting.schedule(() -> order.add("timer"), 1, TimeUnit.MILLISECONDS);
    ended.join();
    assertThat(await(started)).isTrue();

    assertThat(order).containsExactly("before");
  }

  @Test
  void shouldFinishWhatIsQueuedWhenClosed() {
    List<String> order = new CopyOnWriteArrayList<>();
    CompletableFuture<Void> ended = new CompletableFuture<>();
    CountDownLatch go = new CountDownLatch(1);
    executor.submit(() -> await(go));
    executor.submit(() -> order.add("queued"));
    executor.schedule(() -> order.add("far timer"), 1, TimeUnit.HOURS);
    executor.close(() -> ended.complete(null));
    executor.close(() -> order.add("second close"));
    go.countDown();
    ended.join();

    assertThat(order).containsExactly("queued");
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
