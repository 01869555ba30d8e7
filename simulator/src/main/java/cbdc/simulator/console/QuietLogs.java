package cbdc.simulator.console;

/**
 * Keeps the logs of nodes in this process out of a command's own output, unless the user asked for them. To be called before anything logs:
 * the settings are read once.
 */
public final class QuietLogs {
  private QuietLogs() {}

  /** Lets warnings of our own code through, and errors of libraries. */
  public static void untilToldOtherwise() {
    setUnlessGiven("CBDC_LOG", "WARN");
    setUnlessGiven("CBDC_LIBRARIES_LOG", "ERROR");
  }

  private static void setUnlessGiven(String name, String value) {
    if (System.getenv(name) == null && System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }
}
