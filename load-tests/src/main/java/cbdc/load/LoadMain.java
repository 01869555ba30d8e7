package cbdc.load;

/**
 * Runs {@link ScenarioSimulation} as {@link LoadSettings} tell. Exits with 0, or 1 when nothing
 * could be run, or 2 when an objective was missed, or 3 when a scenario cannot be used.
 */
public final class LoadMain {
  private LoadMain() {}

  /** Runs the simulation and ends the process. */
  public static void main(String[] args) {
    LoadRun.run();
  }
}
