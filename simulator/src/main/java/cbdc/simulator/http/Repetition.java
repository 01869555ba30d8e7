package cbdc.simulator.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Repeats requests until they are answered for good, as the contract asks of callers: with the same
 * key, after no answer, {@code 202}, {@code 429} and {@code 5xx}.
 */
public final class Repetition {
  private static final int ATTEMPTS_MAX = 300;
  private static final long PAUSE_MILLIS = 200;

  private final Executor executor;

  /**
   * Repetitions.
   *
   * @param executor starts requests again
   */
  public Repetition(Executor executor) {
    this.executor = executor;
  }

  /**
   * Sends a request, and sends it again until its answer is for good.
   *
   * @param request makes the same request each time
   */
  public CompletableFuture<ApiAnswer> until(Supplier<CompletableFuture<ApiAnswer>> request) {
    CompletableFuture<ApiAnswer> result = new CompletableFuture<>();
    attempt(request, result, 1);
    return result;
  }

  private void attempt(
      Supplier<CompletableFuture<ApiAnswer>> request,
      CompletableFuture<ApiAnswer> result,
      int attempt) {
    @SuppressWarnings("FutureReturnValueIgnored") // its ends are those of the result
    Object ignored =
        request
            .get()
            .whenComplete(
                (answer, failure) -> {
                  if (failure == null && isForGood(answer)) {
                    result.complete(answer);
                  } else if (attempt == ATTEMPTS_MAX) {
                    result.completeExceptionally(
                        failure == null ? new IllegalStateException(answer.problem()) : failure);
                  } else {
                    CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS, executor)
                        .execute(() -> attempt(request, result, attempt + 1));
                  }
                });
  }

  /** Whether an answer will never become another one. */
  public static boolean isForGood(ApiAnswer answer) {
    return answer.status() != 202 && answer.status() != 429 && answer.status() < 500;
  }
}
