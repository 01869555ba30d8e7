package cbdc.testkit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Waits for something that another thread or process does, never longer than it takes and never
 * without a limit.
 */
public final class Await {
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(20);

  private Await() {}

  /** Waits up to 20 seconds for the condition. */
  public static void until(String description, Callable<Boolean> condition) {
    until(description, DEFAULT_LIMIT, condition);
  }

  /**
   * Waits for the condition.
   *
   * @param description what is waited for, as in "shard 3 has a leader"
   * @throws AssertionError when the limit has passed; an exception of the condition counts as not
   *     yet, and the last one is the cause
   */
  public static void until(String description, Duration limit, Callable<Boolean> condition) {
    value(description, limit, () -> condition.call() ? Optional.of(true) : Optional.empty());
  }

  /** Waits for a value to be there, and returns it. */
  public static <T> T value(String description, Duration limit, Callable<Optional<T>> source) {
    return value(description, limit, source, () -> "");
  }

  /**
   * As {@link #value(String, Duration, Callable)}, adding to a failure what the state was by then.
   */
  public static <T> T value(
      String description, Duration limit, Callable<Optional<T>> source, Supplier<String> state) {
    long start = System.nanoTime();
    Exception last = null;
    while (true) {
      try {
        Optional<T> value = source.call();
        if (value.isPresent()) {
          return value.get();
        }
        last = null;
      } catch (Exception notYet) {
        last = notYet;
      }
      if (System.nanoTime() - start > limit.toNanos()) {
        throw new AssertionError(
            "not within " + limit + ": " + description + " " + state.get(), last);
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new AssertionError(
            "interrupted while waiting: " + description + " " + state.get(), last);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
