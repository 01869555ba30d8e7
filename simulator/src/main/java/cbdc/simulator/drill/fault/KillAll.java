package cbdc.simulator.drill.fault;

import cbdc.simulator.drill.cluster.DrillCluster;
import java.util.List;

/** {@code kill -9} of all nodes at once; all come back at once. */
final class KillAll implements Fault {
  @Override
  public String name() {
    return "kill-all";
  }

  @Override
  public String description() {
    return "kill -9 of all nodes at once, restarted at once";
  }

  @Override
  public boolean isSingle() {
    return false;
  }

  @Override
  public void inflict(Scene scene) {
    DrillCluster cluster = scene.cluster();
    List<String> nodes = cluster.nodes();
    nodes.forEach(cluster::kill);
    nodes.forEach(cluster::start);
  }
}
