package cbdc.settlement.node.raft;

import cbdc.settlement.node.core.FailStop;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * The fail stop of one group. In production {@link FailStop#halt} ends the process and never
 * returns; where it does return (tests, simulation), the group is dead from then on: MicroRaft
 * catches every Throwable and would go on, so the group's thread, transport and state machine ask
 * here before they do anything.
 */
final class GroupHalt {

  private final int shard;
  private final FailStop failStop;
  private volatile boolean halted;

  GroupHalt(int shard, FailStop failStop) {
    this.shard = shard;
    this.failStop = Objects.requireNonNull(failStop, "failStop");
  }

  boolean isHalted() {
    return halted;
  }

  /** Halts the node, the first time only: what follows a halt is its consequence. */
  void halt(String reason, Throwable cause) {
    synchronized (this) {
      if (halted) {
        return;
      }
      halted = true;
    }
    failStop.halt("shard " + shard + ": " + reason, cause);
  }

  /**
   * Runs a callback when a future is done; what the callback throws would be lost in the future
   * that it makes.
   */
  <T> void whenDone(
      CompletableFuture<T> future, BiConsumer<? super T, ? super Throwable> callback) {
    CompletableFuture<T> unused =
        future.whenComplete(
            (value, failure) -> {
              try {
                callback.accept(value, failure);
              } catch (Throwable thrown) {
                halt("a callback failed", thrown);
              }
            });
  }

  /** Thrown to leave MicroRaft's call stack after a halt that returned. */
  static final class HaltedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    HaltedException() {
      super("the group has halted");
    }
  }
}
