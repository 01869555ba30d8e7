package cbdc.simulator.drill.fault;

import cbdc.simulator.drill.cluster.DrillCluster;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A leader reaches nobody, and nobody reaches it; its process runs on. */
final class IsolateOne implements Fault {
  private final Duration time;

  IsolateOne(Duration time) {
    this.time = time;
  }

  @Override
  public String name() {
    return "isolate-one";
  }

  @Override
  public String description() {
    return "the node that leads most shards cut from nodes and clients for "
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
    cluster.isolate(cluster.busiest());
    TimeUnit.MILLISECONDS.sleep(time.toMillis());
    cluster.network().healAll();
  }
}
