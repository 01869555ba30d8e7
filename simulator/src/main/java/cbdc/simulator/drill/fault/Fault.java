package cbdc.simulator.drill.fault;

import cbdc.simulator.drill.cluster.DrillCluster;
import java.util.Optional;

/** Something bad that happens while a load runs, and its end. */
public interface Fault {
  /** Its name on the command line. */
  String name();

  /** What happens, in a few words. */
  String description();

  /** Whether only one node crashes or is cut off: then service must be back within 5 s. */
  boolean isSingle();

  /** Why it cannot be had on this machine; empty when it can. */
  default Optional<String> reasonToSkip() {
    return Optional.empty();
  }

  /** Prepares the cluster, of which nothing runs. */
  default void prepare(DrillCluster cluster) {}

  /** Does it, waits as long as it lasts, and mends it: then all nodes run again or come up. */
  void inflict(DrillCluster cluster) throws InterruptedException;

  /** Undoes what {@link #prepare} did; nothing of the cluster runs. */
  default void restore(DrillCluster cluster) {}
}
