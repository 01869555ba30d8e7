package cbdc.simulator.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads that are tried again while the cluster elects leaders or an order is still on its way to a
 * shard; many at once, but not all.
 */
final class Patience {
  private static final long PAUSE_MILLIS = 100;
  private static final int ATTEMPTS_MAX = 600;
  private static final int AT_ONCE_MAX = 256;

  private final ScheduledExecutorService executor;

  Patience(ScheduledExecutorService executor) {
    this.executor = executor;
  }

  /** Reads until it succeeds; the last failure is the result when it never does. */
  <T> CompletableFuture<T> read(Supplier<CompletionStage<T>> read) {
    CompletableFuture<T> result = new CompletableFuture<>();
    attempt(read, result, 1);
    return result;
  }

  /** Reads something for each key, in the order of the keys. */
  <K, T> CompletableFuture<List<T>> readAll(List<K> keys, Function<K, CompletionStage<T>> read) {
    return readFrom(keys, read, new ArrayList<>(keys.size()));
  }

  private <K, T> CompletableFuture<List<T>> readFrom(
      List<K> keys, Function<K, CompletionStage<T>> read, List<T> found) {
    if (found.size() == keys.size()) {
      return CompletableFuture.completedFuture(found);
    }
    int end = Math.min(keys.size(), found.size() + AT_ONCE_MAX);
    List<CompletableFuture<T>> reads =
        keys.subList(found.size(), end).stream().map(key -> read(() -> read.apply(key))).toList();
    return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new))
        .thenComposeAsync(
            ignored -> {
              reads.forEach(each -> found.add(each.join()));
              return readFrom(keys, read, found);
            },
            executor);
  }

  private Executor later() {
    return CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS, executor);
  }

  private <T> void attempt(
      Supplier<CompletionStage<T>> read, CompletableFuture<T> result, int attempt) {
    // A failed read is tried again: only what goes wrong in here may fail the result at once.
    CompletionStage<?> answered =
        read.get()
            .handleAsync(
                (value, failure) -> {
                  if (failure == null) {
                    result.complete(value);
                  } else if (attempt >= ATTEMPTS_MAX) {
                    result.completeExceptionally(Failures.cause(failure));
                  } else {
                    Failures.into(
                        result,
                        CompletableFuture.runAsync(
                            () -> attempt(read, result, attempt + 1), later()));
                  }
                  return value;
                },
                executor);
    Failures.into(result, answered);
  }
}
