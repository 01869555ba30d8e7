package cbdc.load;

import io.gatling.app.Gatling;

/**
 * Runs {@link MerchantPaymentsSimulation}. The only argument is the folder for reports, in which
 * each run gets one of its own. Exits with 0, or 1 when nothing could be run, or 2 when an
 * assertion failed.
 */
public final class LoadMain {
  private LoadMain() {}

  /** Runs the simulation and ends the process. */
  public static void main(String[] args) {
    try {
      TargetSystem.read(LoadSettings.ofSystemProperties().runFile());
    } catch (IllegalArgumentException e) {
      System.err.println("cbdc load: " + e.getMessage());
      System.exit(1);
    }
    // Gatling asks a registry for its newest version; with this proxy, at which nobody listens, it
    // does not get out. Payments never go through a proxy.
    System.setProperty("https.proxyHost", "127.0.0.1");
    System.setProperty("https.proxyPort", "1");
    System.setProperty("logback.configurationFile", "cbdc/load/logback.xml");
    String simulation = MerchantPaymentsSimulation.class.getName();
    Gatling.main(new String[] {"--simulation", simulation, "--results-folder", args[0]});
  }
}
