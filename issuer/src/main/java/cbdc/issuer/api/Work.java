package cbdc.issuer.api;

import cbdc.issuer.core.DeskAnswer;
import cbdc.issuer.core.DeskRule;
import cbdc.kit.http.Problem;
import cbdc.kit.http.ProblemException;
import cbdc.kit.http.Reply;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Takes work that may block off the event loop, and its failures back as problems. */
record Work(Executor threads) {
  /** Runs it on the threads. */
  Future<Reply> run(Supplier<CompletionStage<Reply>> step) {
    Promise<Reply> reply = Promise.promise();
    threads.execute(
        () -> {
          try {
            pass(step.get(), reply);
          } catch (Throwable failed) {
            reply.fail(failed);
          }
        });
    return reply.future();
  }

  /** Runs what answers when it returns. */
  Future<Reply> runBlocking(Supplier<Reply> step) {
    return run(() -> CompletableFuture.completedStage(step.get()));
  }

  /** What another thread answers some time. */
  static Future<Reply> of(CompletionStage<Reply> stage) {
    Promise<Reply> reply = Promise.promise();
    pass(stage, reply);
    return reply.future();
  }

  private static void pass(CompletionStage<Reply> stage, Promise<Reply> reply) {
    var unused =
        stage.whenComplete(
            (done, failure) -> {
              if (failure == null) {
                reply.complete(done);
              } else {
                reply.fail(known(failure));
              }
            });
  }

  private static Throwable known(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : failure;
    return cause instanceof LedgerSilent silent
        ? Problem.of(IssuerProblem.LEDGER_UNAVAILABLE).detail(silent.getMessage()).toException()
        : cause;
  }

  /** The order that the desk gave back; a refusal is a problem. */
  static DeskAnswer.Done done(DeskAnswer answer) {
    return switch (answer) {
      case DeskAnswer.Done done -> done;
      case DeskAnswer.Refused refused -> throw refusal(refused);
    };
  }

  static ProblemException refusal(DeskAnswer.Refused refused) {
    Problem problem = Problem.of(IssuerProblem.of(refused.rule())).detail(refused.message());
    return (refused.rule() == DeskRule.BYTES_APPROVED_BEFORE ? problem.field("bytes") : problem)
        .toException();
  }
}
