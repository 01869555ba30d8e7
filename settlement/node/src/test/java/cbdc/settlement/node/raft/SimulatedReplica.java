package cbdc.settlement.node.raft;

import cbdc.settlement.node.core.GroupStatus;
import cbdc.settlement.node.core.RoleListener;
import io.microraft.persistence.RestoredRaftState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** One replica on a simulated machine: its disk outlives its process. */
final class SimulatedReplica {

  final String id;
  final MemoryStore store = new MemoryStore();
  final List<String> halts = new ArrayList<>();
  private final SimulatedTime time;
  private final SimulatedNetwork network;
  private final Random random;
  private final RaftSettings settings;
  private final List<String> founders;
  private final RoleListener listener;
  private SimulatedThread thread;
  private RaftGroup group;
  private ListMachine machine;
  private int incarnation;
  private boolean up;

  SimulatedReplica(
      String id,
      SimulatedTime time,
      SimulatedNetwork network,
      Random random,
      RaftSettings settings,
      List<String> founders,
      RoleListener listener) {
    this.id = id;
    this.time = time;
    this.network = network;
    this.random = random;
    this.settings = settings;
    this.founders = founders;
    this.listener = listener;
  }

  RaftGroup group() {
    return group;
  }

  ListMachine machine() {
    return machine;
  }

  GroupStatus status() {
    return group.status();
  }

  boolean isUp() {
    return up;
  }

  void start() {
    int own = ++incarnation;
    up = true;
    store.mount();
    machine = new ListMachine();
    Optional<RestoredRaftState> restored = store.restore();
    GroupOrigin origin =
        restored.isPresent()
            ? new GroupOrigin.Restored(restored.get())
            : new GroupOrigin.Founded(founders);
    group =
        new RaftGroup(
            environment(own),
            new RaftGroup.Parts(0, id, settings, origin, store, new MemoryPieces(), machine));
    group.addRoleListener(listener);
    group.start();
    network.attach(id, group::receive);
  }

  private GroupEnvironment environment(int own) {
    RaftPeerLink link =
        new RaftPeerLink() {
          @Override
          public void send(int shard, String nodeId, byte[] frame, boolean bulk) {
            if (up && own == incarnation) {
              network.send(new SimulatedNetwork.Frame(id, nodeId, frame, bulk));
            }
          }

          @Override
          public boolean isReachable(String nodeId) {
            return true;
          }
        };
    return new GroupEnvironment(
        link,
        task -> time.after(100_000, task),
        (reason, cause) -> halts.add(reason + (cause == null ? "" : " <- " + cause)),
        new RaftClock(time::nanoTime),
        random,
        (name, uncaught, halted) -> {
          thread = new SimulatedThread(time, uncaught, halted);
          return thread;
        });
  }

  /** The process dies; what was not flushed is lost. */
  void crash() {
    up = false;
    thread.kill();
    store.crash();
    network.detach(id);
  }

  void pause(long millis) {
    thread.pause(millis);
  }
}
