package cbdc.settlement.node.app;

import cbdc.settlement.node.core.FailStop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends this process at once with exit code {@value #EXIT_CODE}. Nothing may run after it, not even
 * shutdown hooks: they could acknowledge what is not on disk. Saying why must not keep it from
 * ending: a log that fails or blocks is left behind.
 */
public final class ProcessHalt implements FailStop {
  /** How a halted process ends. */
  public static final int EXIT_CODE = 70;

  private static final Logger LOG = LoggerFactory.getLogger(ProcessHalt.class);
  private static final long WORDS_MILLIS = 1_000;

  @Override
  public void halt(String reason, Throwable cause) {
    try {
      Thread deadline = new Thread(ProcessHalt::haltLater, "halt");
      deadline.setDaemon(true);
      deadline.start();
      LOG.error("HALT: {}", reason, cause);
      System.err.println("HALT: " + reason);
    } finally {
      Runtime.getRuntime().halt(EXIT_CODE);
    }
  }

  private static void haltLater() {
    try {
      Thread.sleep(WORDS_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      Runtime.getRuntime().halt(EXIT_CODE);
    }
  }
}
