package cbdc.settlement.node.store;

import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;

/** The node's background thread that writes snapshots. */
final class SnapshotWriterThread implements SnapshotWriter {
  /** Work, or nothing to say that there will be no more. */
  private final LinkedBlockingQueue<Optional<Runnable>> queue = new LinkedBlockingQueue<>();

  private final Fence fence;
  private final Thread thread;

  SnapshotWriterThread(Fence fence, String name) {
    this.fence = fence;
    this.thread = new Thread(this::run, "snapshot-writer-" + name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  @Override
  public void enqueue(Runnable work) {
    queue.add(Optional.of(work));
  }

  /** After a halt the thread is left standing. */
  @Override
  public void close() {
    queue.clear();
    queue.add(Optional.empty());
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
      Optional<Runnable> work = queue.take();
      while (work.isPresent()) {
        work.get().run();
        work = queue.take();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable t) {
      fence.halt("a snapshot could not be written: " + t.getMessage(), t);
    }
  }
}
