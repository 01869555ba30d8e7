package cbdc.simulator.drill.fault;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * {@code kill -9} of the node that leads most shards, and its disk is gone with it; later the
 * issuer orders another node in its place, which comes with an empty disk.
 */
final class ReplaceNode implements Fault {
  private final Duration away;

  ReplaceNode(Duration away) {
    this.away = away;
  }

  @Override
  public String name() {
    return "replace-node";
  }

  @Override
  public String description() {
    return "kill -9 and loss of the disk of the node that leads most shards; replaced after "
        + away.toSeconds()
        + " s by order with a new node and an empty disk";
  }

  @Override
  public boolean isSingle() {
    return true;
  }

  @Override
  public void inflict(Scene scene) throws InterruptedException {
    String lost = scene.cluster().busiest();
    scene.cluster().lose(lost);
    TimeUnit.MILLISECONDS.sleep(away.toMillis());
    String added = scene.cluster().freshId();
    scene.bank().replaceNode(scene.cluster().genesis(), lost, added);
    scene.cluster().join(added);
    scene.cluster().awaitSettled(added);
  }
}
