package cbdc.simulator.console;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the logs of nodes in this process out of a command's own output, unless the user asked for
 * them.
 */
public final class QuietLogs {
  private QuietLogs() {}

  /** Lets warnings of our own code through, and errors of libraries. */
  public static void untilToldOtherwise() {
    setUnlessGiven("CBDC_LOG", "cbdc", Level.WARN);
    setUnlessGiven("CBDC_LIBRARIES_LOG", org.slf4j.Logger.ROOT_LOGGER_NAME, Level.ERROR);
  }

  private static void setUnlessGiven(String variable, String logger, Level level) {
    if (System.getenv(variable) == null
        && LoggerFactory.getLogger(logger) instanceof Logger configurable) {
      configurable.setLevel(level);
    }
  }
}
