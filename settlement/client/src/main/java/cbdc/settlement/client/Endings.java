package cbdc.settlement.client;

import cbdc.protocol.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Collects what ends within one event and completes it in one task afterwards, so that callers'
 * code never runs inside the client's.
 */
final class Endings {
  private final Executor callbacks;
  private List<OpenCommand> commands = new ArrayList<>();
  private List<Object> endings = new ArrayList<>();

  Endings(Executor callbacks) {
    this.callbacks = callbacks;
  }

  /**
   * Adds a command.
   *
   * @param ending its outcome, or the exception to fail with
   */
  void add(OpenCommand command, Object ending) {
    commands.add(command);
    endings.add(ending);
  }

  int size() {
    return commands.size();
  }

  /** Completes what was added. */
  void deliver() {
    if (commands.isEmpty()) {
      return;
    }
    List<OpenCommand> ended = commands;
    List<Object> how = endings;
    commands = new ArrayList<>();
    endings = new ArrayList<>();
    callBack(() -> complete(ended, how));
  }

  /** Runs what completes a caller's stage. */
  void callBack(Runnable completion) {
    try {
      callbacks.execute(completion);
    } catch (RejectedExecutionException closed) {
      completion.run();
    }
  }

  private static void complete(List<OpenCommand> ended, List<Object> how) {
    for (int i = 0; i < ended.size(); i++) {
      CompletableFuture<Outcome> future = ended.get(i).outcome;
      if (how.get(i) instanceof Outcome outcome) {
        future.complete(outcome);
      } else {
        future.completeExceptionally((Throwable) how.get(i));
      }
    }
  }
}
