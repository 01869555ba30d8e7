package cbdc.settlement.node.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The only thread that writes to the database. It merges whatever all groups have queued into one
 * batch and syncs it once: while one sync runs the next batch gathers, so that batching follows the
 * load and needs no timer.
 *
 * <p>Log writes go first; between two of their rounds one portion of snapshot pages passes. Writes
 * nobody waits for are written at once when the thread is idle, without a sync, and become durable
 * with the next one.
 */
final class CommitterThread implements Committer {
  private static final int PAGE_PORTIONS_MAX = 4;

  private record Request(long ticket, Writes writes) {}

  /**
   * A thread that waits for a sync. Woken one by one: waking all after every round would cost more
   * than the round.
   */
  private static final class Waiter {
    private final long ticket;
    private final Thread thread;
    private volatile boolean done;

    private Waiter(long ticket, Thread thread) {
      this.ticket = ticket;
      this.thread = thread;
    }
  }

  private final SyncedWriter writer;
  private final Fence fence;
  private final StoreMetrics metrics;
  private final long queueBytesMax;
  private final long roundBytesMax;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition room = lock.newCondition();
  private final Condition progress = lock.newCondition();
  private final List<Waiter> waiters = new ArrayList<>();
  private final ArrayDeque<Request> log = new ArrayDeque<>();
  private final ArrayDeque<Request> pages = new ArrayDeque<>();
  private long queuedBytes;
  private long lastTicket;
  private long lastPageTicket;
  private long writtenTicket;
  private long readableTicket;
  private long syncedTicket;
  private long wantedTicket;
  private long writtenPageTicket;
  private boolean pagesTurn;
  private boolean idle;
  private boolean hurry;
  private boolean closing;

  CommitterThread(
      SyncedWriter writer, Fence fence, StoreOptions options, StoreMetrics metrics, String name) {
    this.writer = writer;
    this.fence = fence;
    this.metrics = metrics;
    this.queueBytesMax = options.queueBytesMax();
    this.roundBytesMax = options.roundBytesMax();
    this.thread = new Thread(this::run, "committer-" + name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  @Override
  public long submit(Writes writes) {
    return submit(writes, false);
  }

  @Override
  public long submitUnawaited(Writes writes) {
    return submit(writes, true);
  }

  private long submit(Writes writes, boolean soon) {
    lock.lock();
    try {
      while (queuedBytes > queueBytesMax && isOpen()) {
        room.awaitUninterruptibly();
      }
      standIfNotOpen();
      lastTicket++;
      log.add(new Request(lastTicket, writes));
      queuedBytes += writes.bytes();
      metrics.queued(queuedBytes);
      if (soon || queuedBytes > queueBytesMax / 2) {
        hurry = true;
        signalIfIdle();
      }
      return lastTicket;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void await(long ticket) {
    Waiter waiter = new Waiter(ticket, Thread.currentThread());
    lock.lock();
    try {
      if (ticket <= syncedTicket) {
        return;
      }
      waiters.add(waiter);
      if (ticket > wantedTicket) {
        wantedTicket = ticket;
        work.signal();
      }
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (!waiter.done) {
      if (fence.isDown()) {
        throw fence.stand("halted");
      }
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void awaitReadable(long ticket) {
    lock.lock();
    try {
      while (readableTicket < ticket && !fence.isDown()) {
        progress.awaitUninterruptibly();
      }
      if (readableTicket >= ticket) {
        return;
      }
    } finally {
      lock.unlock();
    }
    throw fence.stand("halted");
  }

  @Override
  public long submitPages(Writes writes) {
    lock.lock();
    try {
      while (pages.size() >= PAGE_PORTIONS_MAX && isOpen()) {
        room.awaitUninterruptibly();
      }
      standIfNotOpen();
      lastPageTicket++;
      pages.add(new Request(lastPageTicket, writes));
      signalIfIdle();
      return lastPageTicket;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void awaitPages(long pageTicket) {
    lock.lock();
    try {
      while (writtenPageTicket < pageTicket && !fence.isDown()) {
        progress.awaitUninterruptibly();
      }
      if (writtenPageTicket >= pageTicket && !fence.isDown()) {
        return;
      }
    } finally {
      lock.unlock();
    }
    throw fence.stand("halted");
  }

  /** Wakes everybody who waits, after a halt decided elsewhere. */
  void wakeAll() {
    lock.lock();
    try {
      work.signalAll();
      room.signalAll();
      progress.signalAll();
      waiters.forEach(waiter -> LockSupport.unpark(waiter.thread));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      work.signalAll();
      room.signalAll();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void signalIfIdle() {
    if (idle) {
      work.signal();
    }
  }

  private boolean isOpen() {
    return !closing && !fence.isDown();
  }

  private void standIfNotOpen() {
    if (!isOpen()) {
      String why = closing ? "closed" : "halted";
      // Not with the lock held: others must be able to find out as well.
      lock.unlock();
      throw fence.stand(why);
    }
  }

  private void run() {
    try {
      CommitRound round = nextRound();
      while (round != null) {
        long started = System.nanoTime();
        writer.write(round);
        if (fence.isDown()) {
          break;
        }
        written(round, System.nanoTime() - started);
        round = nextRound();
      }
    } catch (Throwable t) {
      fence.halt("the store could not write: " + t.getMessage(), t);
    } finally {
      wakeAll();
    }
  }

  /**
   * The next round, or null when there will be none. The tickets it covers are noted in {@code
   * writtenTicket}.
   */
  private CommitRound nextRound() {
    lock.lock();
    try {
      while (true) {
        if (fence.isDown()) {
          return null;
        }
        boolean syncWanted = wantedTicket > syncedTicket || (closing && syncedTicket < lastTicket);
        if (pagesTurn && !pages.isEmpty()) {
          pagesTurn = false;
          return pagesRound();
        }
        if (syncWanted || hurry) {
          pagesTurn = true;
          return logRound(syncWanted);
        }
        if (!pages.isEmpty()) {
          return pagesRound();
        }
        if (closing) {
          return null;
        }
        idle = true;
        work.awaitUninterruptibly();
        idle = false;
      }
    } finally {
      lock.unlock();
    }
  }

  private CommitRound logRound(boolean sync) {
    List<Writes> taken = new ArrayList<>();
    long bytes = 0;
    while (!log.isEmpty() && (taken.isEmpty() || bytes < roundBytesMax)) {
      Request request = log.remove();
      taken.add(request.writes());
      bytes += request.writes().bytes();
      writtenTicket = request.ticket();
    }
    hurry = hurry && !log.isEmpty();
    released(bytes);
    return new CommitRound(sync ? CommitRound.Kind.SYNCED : CommitRound.Kind.LOGGED, taken);
  }

  private CommitRound pagesRound() {
    Request request = pages.remove();
    room.signalAll();
    return new CommitRound(CommitRound.Kind.PAGES, List.of(request.writes()));
  }

  private boolean wakeIfSynced(Waiter waiter) {
    if (waiter.ticket > syncedTicket) {
      return false;
    }
    waiter.done = true;
    LockSupport.unpark(waiter.thread);
    return true;
  }

  private void released(long bytes) {
    boolean wasFull = queuedBytes > queueBytesMax;
    queuedBytes -= bytes;
    metrics.queued(queuedBytes);
    if (wasFull) {
      room.signalAll();
    }
  }

  private void written(CommitRound round, long nanos) {
    metrics.written(round, nanos);
    lock.lock();
    try {
      switch (round.kind()) {
        case SYNCED -> {
          readableTicket = writtenTicket;
          syncedTicket = writtenTicket;
          waiters.removeIf(this::wakeIfSynced);
        }
        case LOGGED -> readableTicket = writtenTicket;
        case PAGES -> writtenPageTicket++;
      }
      progress.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
