package cbdc.simulator.program;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for the end of processes that were asked to end. */
public final class ProcessEnd {
  private ProcessEnd() {}

  /**
   * Waits whatever comes, and kills the process when it takes too long.
   *
   * @return whether this thread was interrupted meanwhile
   */
  public static boolean await(Process process, Duration limit) {
    boolean isInterrupted = false;
    long end = System.nanoTime() + limit.toNanos();
    while (process.isAlive()) {
      try {
        if (!process.waitFor(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
          process.destroyForcibly().waitFor();
        }
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
    return isInterrupted;
  }
}
