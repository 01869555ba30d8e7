package cbdc.kit.http;

import io.vertx.core.Future;

/** Answers one operation of the contract. Runs on an event loop and never blocks. */
@FunctionalInterface
public interface Operation {
  /**
   * The reply, at once or later.
   *
   * @throws ProblemException (or a future that fails with one) to refuse; any other exception is a
   *     fault, answered as INTERNAL_ERROR and logged
   */
  Future<Reply> handle(Call call);
}
