package cbdc.simulator.load;

import java.nio.file.Path;
import java.util.Map;

/** What a run loads. */
sealed interface LoadTarget {
  /** A system that the run starts for itself. */
  record Own() implements LoadTarget {}

  /**
   * One that {@code ./cbdc run} has started, with the people in it.
   *
   * @param file its {@code run.json}
   */
  record Running(Path file) implements LoadTarget {}

  /**
   * Wallet services that somebody has started; the run opens its own people there.
   *
   * @param cluster id of their ledger
   * @param banks by bank code
   */
  record Services(String cluster, Map<Integer, OwnSystem.Access> banks) implements LoadTarget {}
}
