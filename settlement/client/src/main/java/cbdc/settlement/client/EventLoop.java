package cbdc.settlement.client;

/** Where a client's events run: one at a time, each seeing what the ones before it did. */
public interface EventLoop {
  /**
   * Runs a task after those given before it, and never within this call. Called from any thread;
   * does not block.
   *
   * @return false when the loop is closed, and the task will never run
   */
  boolean execute(Runnable task);

  /**
   * Runs a task on the loop later.
   *
   * @param delayMillis from now on, by a clock that never jumps
   */
  void schedule(Runnable task, long delayMillis);
}
