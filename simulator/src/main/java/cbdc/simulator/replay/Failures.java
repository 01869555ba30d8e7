package cbdc.simulator.replay;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Sees to it that no failure is lost on a future that nobody looks at. */
final class Failures {
  private Failures() {}

  /**
   * When {@code watched} fails, {@code result} fails with the same cause; a result that is complete
   * stays as it is.
   */
  static void into(CompletableFuture<?> result, CompletionStage<?> watched) {
    CompletionStage<?> unused =
        watched.whenComplete(
            (ignored, failure) -> {
              if (failure != null) {
                result.completeExceptionally(cause(failure));
              }
            });
  }

  /** What failed, without the wrapping that futures add. */
  static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
