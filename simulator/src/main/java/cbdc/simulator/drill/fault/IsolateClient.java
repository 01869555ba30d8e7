package cbdc.simulator.drill.fault;

import cbdc.simulator.drill.cluster.DrillCluster;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Clients reach no node while the nodes reach each other. */
final class IsolateClient implements Fault {
  private final Duration time;

  IsolateClient(Duration time) {
    this.time = time;
  }

  @Override
  public String name() {
    return "isolate-client";
  }

  @Override
  public String description() {
    return "the client cut from all nodes for " + time.toSeconds() + " s";
  }

  /** There is no service for one who is cut off, so no target either. */
  @Override
  public boolean isSingle() {
    return false;
  }

  @Override
  public void inflict(Scene scene) throws InterruptedException {
    DrillCluster cluster = scene.cluster();
    cluster.isolateClients();
    TimeUnit.MILLISECONDS.sleep(time.toMillis());
    cluster.network().healAll();
  }
}
