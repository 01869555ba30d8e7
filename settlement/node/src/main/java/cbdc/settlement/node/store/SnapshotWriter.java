package cbdc.settlement.node.store;

import java.util.concurrent.LinkedBlockingQueue;

/** The node's background thread that writes snapshots, one shard after the other. */
final class SnapshotWriter implements AutoCloseable {
  private static final Runnable STOP = () -> { };

  private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
  private final Fence fence;
  private final Thread thread;

  SnapshotWriter(Fence fence, String name) {
    this.fence = fence;
    this.thread = new Thread(this::run, "snapshot-writer-" + name);
    thread.setDaemon(true);
    thread.setPriority(Thread.MIN_PRIORITY);
  }

  void start() {
    thread.start();
  }

  /** Queues work of one shard; a shard queues at most one piece of work at a time, so the queue is bounded by them. */
  void enqueue(Runnable work) {
    queue.add(work);
  }

  /** Stops after the work at hand, which the caller has told to be short. After a halt the thread is left standing. */
  @Override
  public void close() {
    queue.clear();
    queue.add(STOP);
    boolean interrupted = false;
    while (thread.isAlive() && !fence.isDown()) {
      try {
        thread.join(100);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (true) {
        Runnable work = queue.take();
        if (work == STOP) {
          return;
        }
        work.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable t) {
      fence.halt("a snapshot could not be written: " + t.getMessage(), t);
    }
  }
}
