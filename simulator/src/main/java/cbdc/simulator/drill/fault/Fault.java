package cbdc.simulator.drill.fault;

import cbdc.simulator.drill.cluster.DrillCluster;
import java.util.List;
import java.util.Optional;

/** Something bad that happens while a load runs, and its end. */
public interface Fault {
  /** Its name on the command line. */
  String name();

  /** What happens, in a few words. */
  String description();

  /**
   * Whether at most one node is away at a time, or cut off, while the client reaches the others:
   * then service is due again within the limit.
   */
  boolean isSingle();

  /** Why it cannot be had on this machine; empty when it can. */
  default Optional<String> reasonToSkip() {
    return Optional.empty();
  }

  /** Prepares the cluster, of which nothing runs. */
  default void prepare(DrillCluster cluster) {}

  /** Prepares what must run before the fault; the load runs, and service is not measured yet. */
  default void arrange(Scene scene) throws InterruptedException {}

  /** Does it, waits as long as it lasts, and mends it: then all nodes run again or come up. */
  void inflict(Scene scene) throws InterruptedException;

  /**
   * Ends what the fault began besides; service is back, and the load runs on.
   *
   * @return what is wrong that only the fault can see
   */
  default List<String> conclude(Scene scene) throws InterruptedException {
    return List.of();
  }

  /** Undoes what {@link #prepare} did; nothing of the cluster runs. Called however it ended. */
  default void restore(DrillCluster cluster) {}
}
