package cbdc.simulator.drill.fault;

import cbdc.simulator.drill.cluster.DrillCluster;

/** Every node is stopped as for an upgrade ({@code SIGTERM}) and comes back before the next. */
final class RollingRestart implements Fault {
  @Override
  public String name() {
    return "rolling-restart";
  }

  @Override
  public String description() {
    return "SIGTERM and restart of one node after the other";
  }

  @Override
  public boolean isSingle() {
    return true;
  }

  @Override
  public void inflict(Scene scene) throws InterruptedException {
    DrillCluster cluster = scene.cluster();
    for (String node : cluster.nodes()) {
      cluster.terminate(node);
      cluster.start(node);
      cluster.awaitReady(node);
    }
  }
}
