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
  public void inflict(DrillCluster cluster) throws InterruptedException {
    for (String node : DrillCluster.NODES) {
      cluster.terminate(node);
      cluster.start(node);
      cluster.awaitReady(node);
    }
  }
}
