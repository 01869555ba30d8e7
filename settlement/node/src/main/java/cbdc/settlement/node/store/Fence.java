package cbdc.settlement.node.store;

import cbdc.settlement.node.core.FailStop;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store's side of fail stop: after the first failure nothing passes. Whoever waits for the
 * store, or asks it for more, stands still for ever, because a caller that went on would act on a
 * promise that the disk did not keep.
 */
final class Fence {
  private static final Logger LOG = LoggerFactory.getLogger(Fence.class);

  private final FailStop failStop;
  private final Supplier<Error> standing;
  private final AtomicBoolean down = new AtomicBoolean();

  Fence(FailStop failStop) {
    this(failStop, Fence::standForEver);
  }

  /**
   * A fence for a single thread, which cannot stand still.
   *
   * @param standing makes what whoever may not go on throws instead
   */
  Fence(FailStop failStop, Supplier<Error> standing) {
    this.failStop = failStop;
    this.standing = standing;
  }

  boolean isDown() {
    return down.get();
  }

  /** Halts the process; the first reason wins. */
  void halt(String reason, Throwable cause) {
    if (down.compareAndSet(false, true)) {
      failStop.halt(reason, cause);
    }
  }

  /** Halts and never returns. Usage: {@code throw fence.haltAndStand(...)}. */
  Error haltAndStand(String reason, Throwable cause) {
    halt(reason, cause);
    return stand("halted: " + reason);
  }

  /** Never returns. Usage: {@code throw fence.stand(...)}. */
  Error stand(String why) {
    LOG.warn("thread {} stops here for good, store {}", Thread.currentThread().getName(), why);
    throw standing.get();
  }

  private static Error standForEver() {
    while (true) {
      LockSupport.park(Fence.class);
      // Interrupts must not let a caller pass; cleared so that park does not spin.
      Thread.interrupted();
    }
  }
}
