package cbdc.simulator.drill.fault;

import java.time.Duration;
import java.util.List;

/** All faults, in the order in which they are drilled. */
public final class Faults {
  /** How long nodes are away or cut off, except where it belongs to the fault. */
  private static final Duration AWAY = Duration.ofSeconds(10);

  private static final Duration PAUSED = Duration.ofSeconds(20);

  private Faults() {}

  /**
   * One line for each fault. Changes of membership come last, since they leave other nodes behind.
   */
  public static List<Fault> all() {
    return List.of(
        new DiskFull(),
        new KillOne(AWAY),
        new KillAll(),
        new PauseOne(PAUSED),
        new IsolateOne(AWAY),
        new IsolateClient(AWAY),
        new CutOneWay(AWAY),
        new RollingRestart(),
        new KillWallet(AWAY),
        new ReplaceNode(AWAY),
        new AddNode());
  }
}
