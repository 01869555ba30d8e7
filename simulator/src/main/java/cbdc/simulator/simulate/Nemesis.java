package cbdc.simulator.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Does harm to a cluster by a plan drawn from the seed, one fault or several at a time, and mends
 * each after a while.
 */
final class Nemesis {
  private static final long FAULT_MILLIS_MIN = 1_000;
  private static final long FAULT_MILLIS_MAX = 45_000;
  private static final long STORM_MILLIS_MAX = 60_000;
  private static final long DOWN_MILLIS_MIN = 300;
  private static final long DOWN_MILLIS_MAX = 60_000;
  private static final long CHANGE_MILLIS = 10_000;
  private static final long LAG_MILLIS_MAX = 15_000;
  private static final long CLOCK_JUMP_MILLIS_MAX = 3L * 24 * 3_600_000;

  private final World world;
  private final Chance chance;
  private final NodeChanges changes;
  private final List<String> clients;
  private final Consumer<SimulatedNode> readers;
  private final Set<String> wiped = new TreeSet<>();
  private boolean stormy;
  private boolean ended;

  /**
   * One that has done nothing yet.
   *
   * @param readers read at a node, many at once
   */
  Nemesis(World world, NodeChanges changes, List<String> clients, Consumer<SimulatedNode> readers) {
    this.readers = readers;
    this.world = world;
    this.chance = world.chance().fork();
    this.changes = changes;
    this.clients = List.copyOf(clients);
  }

  /**
   * Draws faults for a span of virtual time that begins now.
   *
   * @param faults how many
   */
  void plan(long spanMillis, int faults) {
    for (int i = 0; i < faults; i++) {
      FaultKind kind = chance.oneOf(List.of(FaultKind.values()));
      world.time().afterMillis(chance.below(spanMillis), () -> strike(kind));
    }
  }

  /** Whether leaders come and go right now: the time to look for one that does not know. */
  boolean isStormy() {
    return stormy;
  }

  private void strike(FaultKind kind) {
    if (ended) {
      return;
    }
    SimulatedNode node = chance.oneOf(nodes());
    if (mustWait(kind, node)) {
      world.time().afterMillis(CHANGE_MILLIS, () -> strike(kind));
      return;
    }
    world.counters().add(kind);
    world.note(() -> "fault: " + kind.words() + " at " + node.id());
    switch (kind) {
      case CRASH -> crash(node);
      case CRASH_AT_WRITE -> node.disk().crashAtNextWrite(() -> crash(node));
      case CRASH_ALL -> nodes().forEach(this::crash);
      case RESTART -> node.stop(() -> startLater(node));
      case PAUSE -> node.pause(chance.between(FAULT_MILLIS_MIN, FAULT_MILLIS_MAX));
      case SUSPENSION -> node.suspend(chance.between(FAULT_MILLIS_MIN, FAULT_MILLIS_MAX));
      case ISOLATION -> isolate(node);
      case ONE_WAY_CUT -> cutOneWay(node);
      case NON_TRANSITIVE_CUT -> cutPair(node);
      case LOSS -> whileMillis(() -> world.network().lose(300), () -> world.network().lose(0));
      case REPETITION ->
          whileMillis(() -> world.network().repeat(200), () -> world.network().repeat(0));
      case DELAY ->
          whileMillis(
              () -> world.network().slow(1 + chance.below(400_000_000L)),
              () -> world.network().slow(0));
      case STORM -> storm();
      case SLOW_DISK ->
          whileMillis(
              () -> node.disk().slow(1 + chance.below(2_000_000_000L)), () -> node.disk().slow(0));
      case LOW_DISK ->
          whileMillis(() -> node.disk().leave(32L << 20), () -> node.disk().leave(null));
      case FULL_DISK -> breakDisk(node, () -> node.disk().leave(1L << 20));
      case BROKEN_DISK -> breakDisk(node, () -> node.disk().fail());
      case CLOCK_JUMP -> whileMillis(() -> node.wallOffset(clockJump()), () -> node.wallOffset(0));
      case CLIENT_CUT_OFF -> cutClient();
      case WRONG_OWNER -> wrongOwner();
      case GRID_SPLIT ->
          whileMillis(
              () -> world.grid().split(Set.of(node.id())), () -> world.grid().split(Set.of()));
      case CALLS_REPEATED ->
          whileMillis(() -> world.grid().repeatCalls(200), () -> world.grid().repeatCalls(0));
      case WIPED_DISK -> loseDisk(node, () -> wiped(node));
      case OLD_DISK -> {
        SimulatedDisk old = node.backup();
        loseDisk(node, () -> node.replaceDisk(old));
      }
      case LOST_NODE -> changes.replaceLost(node);
      case REPLACED_NODE -> changes.replace(node);
      case ADDED_NODE -> changes.add();
      case REMOVED_NODE -> changes.remove(node);
    }
  }

  private List<SimulatedNode> nodes() {
    return changes.present();
  }

  /**
   * One change of the nodes at a time, and none while a disk is elsewhere. Whose disk is exchanged
   * has joined before: else the other disk may join in its place, and its own never comes in.
   */
  private boolean mustWait(FaultKind kind, SimulatedNode node) {
    return switch (kind) {
      case LOST_NODE, REPLACED_NODE, ADDED_NODE -> !changes.isAtRest() || !wiped.isEmpty();
      case REMOVED_NODE -> !changes.isAtRest() || !wiped.isEmpty() || !changes.maySpare(node);
      case WIPED_DISK, OLD_DISK -> !node.hasJoined();
      default -> false;
    };
  }

  private void crash(SimulatedNode node) {
    node.crash();
    startLater(node);
  }

  private void startLater(SimulatedNode node) {
    if (!wiped.contains(node.id())) {
      world.time().afterMillis(chance.between(DOWN_MILLIS_MIN, DOWN_MILLIS_MAX), node::start);
    }
  }

  private void whileMillis(Runnable harm, Runnable mend) {
    harm.run();
    world
        .time()
        .afterMillis(
            chance.between(FAULT_MILLIS_MIN, FAULT_MILLIS_MAX),
            () -> {
              if (!ended) {
                mend.run();
              }
            });
  }

  /** Short reigns and late answers: what a leader hears may be meant for an earlier one. */
  private void storm() {
    long until = world.time().millis() + chance.between(10_000, STORM_MILLIS_MAX);
    whileMillis(() -> world.network().delaySome(150), () -> world.network().delaySome(0));
    cutLeaderOff(until);
  }

  private void cutLeaderOff(long untilMillis) {
    stormy = !ended && world.time().millis() <= untilMillis;
    if (!stormy) {
      return;
    }
    int shard = chance.below(world.genesis().shardCount());
    nodes().stream()
        .filter(node -> node.isLeading(shard))
        .findFirst()
        .ifPresent(
            leader -> {
              if (chance.perMille(200)) {
                leader.pause(chance.between(800, 3_000));
                return;
              }
              if (chance.perMille(250)) {
                suspendWhileReading(leader);
                return;
              }
              List<String> others =
                  nodes().stream()
                      .map(SimulatedNode::id)
                      .filter(n -> !n.equals(leader.id()))
                      .toList();
              others.forEach(other -> cutBoth(leader.id(), other));
              world
                  .time()
                  .afterMillis(
                      chance.between(300, 2_500),
                      () -> others.forEach(other -> mendBoth(leader.id(), other)));
            });
    world.time().afterMillis(chance.between(300, 3_000), () -> cutLeaderOff(untilMillis));
  }

  /** What was asked before has its answers after: they must not count for what is asked then. */
  private void suspendWhileReading(SimulatedNode leader) {
    long millis = chance.between(800, 6_000);
    readers.accept(leader);
    world.time().after(chance.below(2_000_000), () -> leader.suspend(millis));
    world.time().afterMillis(millis, () -> readers.accept(leader));
  }

  private List<String> othersThan(SimulatedNode node) {
    List<String> others = new ArrayList<>(clients);
    nodes().stream()
        .map(SimulatedNode::id)
        .filter(id -> !id.equals(node.id()))
        .forEach(others::add);
    return others;
  }

  private void isolate(SimulatedNode node) {
    List<String> others = othersThan(node);
    // Clients may still reach it: that is when a stale leader does harm.
    List<String> cut =
        chance.perMille(500) ? others : others.subList(clients.size(), others.size());
    whileMillis(
        () -> cut.forEach(other -> cutBoth(node.id(), other)),
        () -> cut.forEach(other -> mendBoth(node.id(), other)));
  }

  private void cutOneWay(SimulatedNode node) {
    boolean out = chance.perMille(500);
    List<String> others = othersThan(node);
    whileMillis(
        () -> others.forEach(o -> world.network().cut(out ? node.id() : o, out ? o : node.id())),
        () -> others.forEach(o -> world.network().mend(out ? node.id() : o, out ? o : node.id())));
  }

  private void cutPair(SimulatedNode node) {
    SimulatedNode other = chance.oneOf(nodes());
    whileMillis(() -> cutBoth(node.id(), other.id()), () -> mendBoth(node.id(), other.id()));
  }

  private void cutClient() {
    String client = chance.oneOf(clients);
    whileMillis(
        () -> nodes().forEach(node -> cutBoth(client, node.id())),
        () -> nodes().forEach(node -> mendBoth(client, node.id())));
  }

  private void cutBoth(String a, String b) {
    world.network().cut(a, b);
    world.network().cut(b, a);
  }

  private void mendBoth(String a, String b) {
    world.network().mend(a, b);
    world.network().mend(b, a);
  }

  private void wrongOwner() {
    int shard = chance.below(world.genesis().shardCount());
    String owner = chance.oneOf(nodes()).id();
    whileMillis(
        () -> world.grid().wrongOwner(shard, owner), () -> world.grid().wrongOwner(shard, null));
  }

  private long clockJump() {
    long far = chance.perMille(300) ? CLOCK_JUMP_MILLIS_MAX : 10_000;
    return chance.between(-far, far);
  }

  /** The node halts, and its operator starts it again when the disk is mended. */
  private void breakDisk(SimulatedNode node, Runnable harm) {
    node.mayHalt(true);
    harm.run();
    world
        .time()
        .afterMillis(
            chance.between(FAULT_MILLIS_MIN, FAULT_MILLIS_MAX),
            () -> {
              if (!ended) {
                mendDisk(node);
                startLater(node);
              }
            });
  }

  private static void mendDisk(SimulatedNode node) {
    node.disk().leave(null);
    node.disk().repair();
    node.disk().slow(0);
    node.mayHalt(false);
  }

  /**
   * An operator starts a node on another disk than its own; later that one is found.
   *
   * @param replacing puts the other disk in, and gives back the node's own
   */
  private void loseDisk(SimulatedNode node, Supplier<SimulatedDisk> replacing) {
    if (!wiped.isEmpty()) {
      return;
    }
    wiped.add(node.id());
    List<SimulatedNode> others = new ArrayList<>(nodes());
    others.remove(node);
    SimulatedNode behind = others.remove(chance.below(others.size()));
    SimulatedNode away = others.get(chance.below(others.size()));
    // What only the lost disk and a node that is away have is gone for the third.
    behind.crash();
    world
        .time()
        .afterMillis(
            chance.between(FAULT_MILLIS_MIN, LAG_MILLIS_MAX),
            () -> {
              if (ended) {
                // Too late for harm: the node still has its own disk.
                wiped.remove(node.id());
                node.start();
                return;
              }
              isolate(away);
              behind.start();
              lose(node, replacing);
            });
  }

  /** An empty disk, with the old genesis. */
  private SimulatedDisk wiped(SimulatedNode node) {
    SimulatedDisk own = node.replaceDisk(new SimulatedDisk(world.time(), world.chance().fork()));
    node.refound();
    return own;
  }

  private void lose(SimulatedNode node, Supplier<SimulatedDisk> replacing) {
    node.crash();
    SimulatedDisk own = replacing.get();
    node.start();
    world
        .time()
        .afterMillis(chance.between(FAULT_MILLIS_MIN, FAULT_MILLIS_MAX), () -> giveBack(node, own));
  }

  private void giveBack(SimulatedNode node, SimulatedDisk own) {
    node.crash();
    node.replaceDisk(own);
    mendDisk(node);
    wiped.remove(node.id());
    node.start();
  }

  /** No more harm, and everything is mended and started; a lost disk is still to be found. */
  void end() {
    ended = true;
    world.note(() -> "all faults are mended");
    world.network().heal();
    world.grid().heal();
    for (SimulatedNode node : nodes()) {
      node.wallOffset(0);
      node.pause(0);
      mendDisk(node);
      node.disk().calm();
      if (!wiped.contains(node.id())) {
        node.start();
      }
    }
  }
}
