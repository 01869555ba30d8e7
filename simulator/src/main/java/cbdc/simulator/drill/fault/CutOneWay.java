package cbdc.simulator.drill.fault;

import cbdc.simulator.drill.cluster.DrillCluster;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What a leader sends to one other node is lost, while what it is sent arrives. */
final class CutOneWay implements Fault {
  private final Duration time;

  CutOneWay(Duration time) {
    this.time = time;
  }

  @Override
  public String name() {
    return "cut-one-way";
  }

  @Override
  public String description() {
    return "one direction between the node that leads most shards and another cut for "
        + time.toSeconds()
        + " s";
  }

  @Override
  public boolean isSingle() {
    return true;
  }

  @Override
  public void inflict(Scene scene) throws InterruptedException {
    DrillCluster cluster = scene.cluster();
    String from = cluster.busiest();
    String to =
        cluster.nodes().stream().filter(node -> !node.equals(from)).findFirst().orElseThrow();
    cluster.network().cut(from, to);
    TimeUnit.MILLISECONDS.sleep(time.toMillis());
    cluster.network().healAll();
  }
}
