package cbdc.load;

/**
 * Runs {@link MerchantPaymentsSimulation}. The only argument is the folder for reports, in which
 * each run gets one of its own. Exits with 0, or 1 when nothing could be run, or 2 when an
 * assertion failed, or 3 when a setting cannot be used.
 */
public final class LoadMain {
  private LoadMain() {}

  /** Runs the simulation and ends the process. */
  public static void main(String[] args) {
    LoadRun.run(args[0]);
  }
}
