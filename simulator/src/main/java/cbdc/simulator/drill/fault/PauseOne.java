package cbdc.simulator.drill.fault;

import cbdc.simulator.drill.cluster.DrillCluster;
import java.time.Duration;

/** A leader stands still, and goes on as if nothing had been ({@code SIGSTOP}, {@code SIGCONT}). */
final class PauseOne implements Fault {
  private final Duration time;

  PauseOne(Duration time) {
    this.time = time;
  }

  @Override
  public String name() {
    return "pause-one";
  }

  @Override
  public String description() {
    return "SIGSTOP of the node that leads most shards, SIGCONT after " + time.toSeconds() + " s";
  }

  @Override
  public boolean isSingle() {
    return true;
  }

  @Override
  public void inflict(Scene scene) throws InterruptedException {
    DrillCluster cluster = scene.cluster();
    cluster.pause(cluster.busiest(), time);
  }
}
