package cbdc.load;

import io.gatling.app.Gatling;

/** One run of {@link MerchantPaymentsSimulation}, and what this process then exits with. */
final class LoadRun {
  private static final int FAILED = 1;

  /** As Gatling has it. */
  private static final int ASSERTION_FAILED = 2;

  private static final int SETTING_WRONG = 3;

  private LoadRun() {}

  /** Runs the simulation, with reports below this folder, and ends the process. */
  static void run(String reports) {
    requireUsable();
    // Gatling asks a registry for its newest version; with this proxy, at which nobody listens, it
    // does not get out. Payments never go through a proxy.
    System.setProperty("https.proxyHost", "127.0.0.1");
    System.setProperty("https.proxyPort", "1");
    System.setProperty("logback.configurationFile", "cbdc/load/logback.xml");
    String simulation = MerchantPaymentsSimulation.class.getName();
    try {
      Gatling.main(new String[] {"--simulation", simulation, "--results-folder", reports});
    } catch (TooManyDeclinedException e) {
      end(ASSERTION_FAILED, e);
    }
  }

  /** Before Gatling starts, which would bury the reason in a stack trace. */
  private static void requireUsable() {
    try {
      LoadSettings settings = LoadSettings.ofSystemProperties();
      requireTarget(settings);
    } catch (IllegalArgumentException e) {
      end(SETTING_WRONG, e);
    }
  }

  private static void requireTarget(LoadSettings settings) {
    try {
      TargetSystem.read(settings.runFile());
    } catch (IllegalArgumentException e) {
      end(FAILED, e);
    }
  }

  private static void end(int exitCode, RuntimeException reason) {
    System.err.println("cbdc load: " + reason.getMessage());
    System.exit(exitCode);
  }
}
