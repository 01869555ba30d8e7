package cbdc.simulator.drill.fault;

/** The issuer orders one node more; shards move over to it. */
final class AddNode implements Fault {
  @Override
  public String name() {
    return "add-node";
  }

  @Override
  public String description() {
    return "a node more by order, with an empty disk; shards move over to it";
  }

  @Override
  public boolean isSingle() {
    return true;
  }

  @Override
  public void inflict(Scene scene) throws InterruptedException {
    String added = scene.cluster().freshId();
    scene.bank().replaceNode(scene.cluster().genesis(), "", added);
    scene.cluster().join(added);
    scene.cluster().awaitSettled(added);
  }
}
