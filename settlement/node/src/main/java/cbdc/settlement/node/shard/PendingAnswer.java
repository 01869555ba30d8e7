package cbdc.settlement.node.shard;

import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * An answer on its way: whoever asked waits until it is ready, at most so long, and then takes what
 * there is. Waiting is left to the caller, who may block a thread or set a timer. Thread safe.
 *
 * @param <T> the answer
 */
public final class PendingAnswer<T> {
  private final long maxWaitMillis;
  private final Supplier<? extends T> result;
  private boolean ready;
  private Runnable listener;

  /**
   * An answer that is not ready yet.
   *
   * @param maxWaitMillis how long to wait for it; 0 or less for not at all
   * @param result makes the answer from what there is; called once
   */
  PendingAnswer(long maxWaitMillis, Supplier<? extends T> result) {
    this.maxWaitMillis = maxWaitMillis;
    this.result = result;
  }

  /** An answer that is there already. */
  static <T> PendingAnswer<T> of(T answer) {
    PendingAnswer<T> pending = new PendingAnswer<>(0, () -> answer);
    pending.ready();
    return pending;
  }

  /** The same answer in another form. */
  <R> PendingAnswer<R> map(Function<? super T, ? extends R> form) {
    PendingAnswer<R> mapped = new PendingAnswer<>(maxWaitMillis, () -> form.apply(take()));
    whenReady(mapped::ready);
    return mapped;
  }

  /** How long to wait for it, in milliseconds; 0 or less for not at all. */
  public long maxWaitMillis() {
    return maxWaitMillis;
  }

  /** Has a task run once when the answer is ready; at once if it is. One task only. */
  public void whenReady(Runnable task) {
    synchronized (this) {
      if (!ready) {
        listener = task;
        return;
      }
    }
    task.run();
  }

  /** Ends the waiting: the answer as it is now. To be called once. */
  public T take() {
    return result.get();
  }

  /** Blocks until it is ready or its time is over, and takes it. */
  public T await() throws InterruptedException {
    try {
      awaitReady();
    } catch (InterruptedException e) {
      take();
      throw e;
    }
    return take();
  }

  /** Nothing more will come. Calling it again does nothing. */
  void ready() {
    Runnable told;
    synchronized (this) {
      if (ready) {
        return;
      }
      ready = true;
      told = listener;
      listener = null;
      notifyAll();
    }
    if (told != null) {
      told.run();
    }
  }

  private synchronized void awaitReady() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(maxWaitMillis);
    for (long nanos = end - System.nanoTime();
        !ready && nanos > 0;
        nanos = end - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, nanos);
    }
  }
}
