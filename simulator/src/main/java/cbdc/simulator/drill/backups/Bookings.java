package cbdc.simulator.drill.backups;

import com.hazelcast.map.IMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Adds 1 to balances, one booking at a time for each, and counts what was acknowledged. A booking
 * that ends in an error may or may not be in the balance: it is not counted, so what is found
 * lacking is the least that was lost.
 */
final class Bookings implements AutoCloseable {
  private final IMap<Integer, Long> map;
  private final int accounts;
  private final AtomicIntegerArray acknowledged;
  private final Semaphore idle;
  private final LongAdder failed = new LongAdder();
  private final ExecutorService callbacks = Executors.newFixedThreadPool(2);
  private volatile boolean stopping;

  /** Starts. */
  Bookings(IMap<Integer, Long> map, int accounts) {
    this.map = map;
    this.accounts = accounts;
    this.acknowledged = new AtomicIntegerArray(accounts);
    this.idle = new Semaphore(0);
    for (int account = 0; account < accounts; account++) {
      book(account);
    }
  }

  private void book(int account) {
    if (stopping) {
      idle.release();
      return;
    }
    CompletableFuture<Long> booked;
    try {
      booked = map.submitToKey(account, new AddOne()).toCompletableFuture();
    } catch (RuntimeException e) {
      booked = CompletableFuture.failedFuture(e);
    }
    // The next one follows from its end.
    var unused =
        booked.whenCompleteAsync(
            (balance, failure) -> {
              if (failure == null) {
                acknowledged.incrementAndGet(account);
              } else {
                failed.increment();
              }
              book(account);
            },
            callbacks);
  }

  /** Books nothing more, and waits for what is under way. */
  void stop(long limitSeconds) throws InterruptedException {
    stopping = true;
    boolean unused = idle.tryAcquire(accounts, limitSeconds, TimeUnit.SECONDS);
  }

  long acknowledged() {
    long sum = 0;
    for (int account = 0; account < accounts; account++) {
      sum += acknowledged.get(account);
    }
    return sum;
  }

  long failed() {
    return failed.sum();
  }

  /** Acknowledged bookings that no balance holds any more, at least. */
  long lost() {
    long lost = 0;
    for (int account = 0; account < accounts; account++) {
      Long balance = map.get(account);
      lost += Math.max(0, acknowledged.get(account) - (balance == null ? 0 : balance));
    }
    return lost;
  }

  @Override
  public void close() {
    stopping = true;
    callbacks.shutdownNow();
  }
}
