package cbdc.simulator.drill.fault;

import cbdc.simulator.drill.cluster.DrillCluster;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** {@code kill -9} of the node that leads most shards; it comes back a while later. */
final class KillOne implements Fault {
  private final Duration away;

  KillOne(Duration away) {
    this.away = away;
  }

  @Override
  public String name() {
    return "kill-one";
  }

  @Override
  public String description() {
    return "kill -9 of the node that leads most shards, restarted after " + away.toSeconds() + " s";
  }

  @Override
  public boolean isSingle() {
    return true;
  }

  @Override
  public void inflict(Scene scene) throws InterruptedException {
    DrillCluster cluster = scene.cluster();
    String node = cluster.busiest();
    cluster.kill(node);
    TimeUnit.MILLISECONDS.sleep(away.toMillis());
    cluster.start(node);
  }
}
