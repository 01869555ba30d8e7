package cbdc.kit.trace;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The span that a thread works for. Who goes on elsewhere takes it along with {@link #carry}, so
 * that rules between a request and the ledger need not know of tracing.
 */
public final class CurrentSpan {
  private static final ThreadLocal<Span> CURRENT = new ThreadLocal<>();

  private CurrentSpan() {}

  /** The span of this thread, null if it has none. */
  public static Span get() {
    return CURRENT.get();
  }

  /**
   * Makes a span this thread's, or takes it away with null.
   *
   * @return the one before, to be set again
   */
  public static Span set(Span span) {
    Span before = CURRENT.get();
    CURRENT.set(span);
    return before;
  }

  /** The same stage, whose followers run under the span that this thread has now. */
  public static <T> CompletionStage<T> carry(CompletionStage<T> stage) {
    Span span = CURRENT.get();
    if (span == null) {
      return stage;
    }
    CompletableFuture<T> carried = new CompletableFuture<>();
    stage.whenComplete(
        (value, failure) -> {
          Span before = set(span);
          try {
            if (failure == null) {
              carried.complete(value);
            } else {
              carried.completeExceptionally(failure);
            }
          } finally {
            set(before);
          }
        });
    return carried;
  }
}
