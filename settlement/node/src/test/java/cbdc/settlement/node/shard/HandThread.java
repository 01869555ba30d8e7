package cbdc.settlement.node.shard;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/** A thread whose tasks run when the test says so, in order. */
final class HandThread implements Executor {
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  /** Runs everything that waits, and what that brings. */
  void run() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }
}
