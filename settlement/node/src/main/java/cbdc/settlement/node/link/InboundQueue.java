package cbdc.settlement.node.link;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the handlers of one connection one after another on an executor with any number of threads,
 * and says when so many bytes wait that the connection should be read no further.
 */
final class InboundQueue {

  private static final Logger LOG = LoggerFactory.getLogger(InboundQueue.class);

  /**
   * Tasks after which the thread is given back, so that one busy connection does not starve the
   * others.
   */
  private static final int BURST = 256;

  private final Executor executor;
  private final long bytesMax;
  private final Runnable resume;
  private final ConcurrentLinkedQueue<Entry> entries = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong waitingBytes = new AtomicLong();
  private volatile boolean paused;

  private record Entry(long bytes, Runnable task) {}

  /**
   * Makes an empty queue.
   *
   * @param resume called from any thread when the queue has drained to half after {@link #add} said
   *     to pause
   */
  InboundQueue(Executor executor, long bytesMax, Runnable resume) {
    this.executor = executor;
    this.bytesMax = bytesMax;
    this.resume = resume;
  }

  boolean paused() {
    return paused;
  }

  /**
   * Adds a task of one thread, the event loop's; true says to pause reading until {@code resume} is
   * called.
   */
  boolean add(long bytes, Runnable task) {
    entries.add(new Entry(bytes, task));
    boolean full = waitingBytes.addAndGet(bytes) > bytesMax;
    boolean pauseNow = full && !paused;
    if (pauseNow) {
      paused = true;
    }
    if (waiting.getAndIncrement() == 0) {
      submit();
    }
    // The consumer may have emptied the queue before it could see the flag.
    if (pauseNow && waitingBytes.get() <= bytesMax / 2) {
      paused = false;
      return false;
    }
    return pauseNow;
  }

  private void submit() {
    try {
      executor.execute(this::run);
    } catch (RejectedExecutionException e) {
      LOG.debug("handlers are stopped: frames are dropped");
    }
  }

  private void run() {
    int done = 0;
    int known = waiting.get();
    while (true) {
      Entry entry = entries.poll();
      done++;
      runOne(entry);
      if (done == known || done == BURST) {
        int left = waiting.addAndGet(-done);
        if (left == 0) {
          return;
        }
        if (done == BURST) {
          submit();
          return;
        }
        known = left;
        done = 0;
      }
    }
  }

  private void runOne(Entry entry) {
    try {
      entry.task.run();
    } catch (Throwable t) {
      // Whoever cannot go on after an Error halts by itself; the connection must not freeze.
      LOG.error("a frame handler failed; the frame is lost", t);
    }
    if (waitingBytes.addAndGet(-entry.bytes) <= bytesMax / 2 && paused) {
      paused = false;
      resume.run();
    }
  }
}
