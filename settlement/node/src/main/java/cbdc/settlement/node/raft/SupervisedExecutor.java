package cbdc.settlement.node.raft;

import io.microraft.executor.RaftNodeExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The executor that MicroRaft gets: the group's thread, with a check after each of its tasks.
 * MicroRaft logs and swallows what its tasks throw; the check finds a node that went on after half
 * a step.
 */
final class SupervisedExecutor implements RaftNodeExecutor {

  private final GroupThread thread;
  private final Runnable check;

  SupervisedExecutor(GroupThread thread, Runnable check) {
    this.thread = thread;
    this.check = check;
  }

  @Override
  public void execute(Runnable task) {
    if (thread.isCurrent()) {
      task.run();
    } else {
      submit(task);
    }
  }

  @Override
  public void submit(Runnable task) {
    thread.submit(checked(task));
  }

  @Override
  public void schedule(Runnable task, long delay, TimeUnit unit) {
    thread.schedule(checked(task), delay, unit);
  }

  private Runnable checked(Runnable task) {
    return () -> {
      task.run();
      check.run();
    };
  }
}
