package cbdc.simulator.simulate;

import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.core.GroupStatus;
import cbdc.settlement.node.link.genesis.ShardPlacement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * One seed: a cluster is founded, people pay while things fail, everything is mended, and then all
 * must be well. Ends at the first promise that is broken.
 */
final class Simulation {
  private static final int SHARDS = 4;
  private static final int COPIES = 3;
  private static final long FOUNDING_MILLIS = 60_000;
  private static final long CALM_MILLIS = 600_000;
  private static final long BURST_MILLIS = 3_000;
  private static final long READ_MILLIS = 500;
  private static final long STORM_READ_MILLIS = 60;

  /**
   * What a run was and how it ended.
   *
   * @param fingerprint equal for equal runs
   * @param failure what promise was broken, if one was
   * @param log the last events before it
   */
  record Result(
      Plan plan,
      Counters counters,
      long events,
      long virtualMillis,
      long fingerprint,
      Optional<Throwable> failure,
      List<String> log) {}

  /**
   * What is simulated.
   *
   * @param seed decides everything that is left to chance
   * @param nodes 3 or 5
   * @param millis virtual time under faults
   * @param commands submitted in that time
   * @param faults at least so many
   */
  record Plan(long seed, int nodes, long millis, int commands, int faults) {}

  private final Plan plan;
  private final Counters counters = new Counters();
  private final VirtualTime time = new VirtualTime();
  private final Map<String, SimulatedNode> nodes = new TreeMap<>();
  private final World world;
  private final Town town;
  private final NodeChanges changes;
  private final Nemesis nemesis;

  Simulation(Plan plan) {
    this.plan = plan;
    Chance chance = new Chance(plan.seed());
    SimulatedNetwork network = new SimulatedNetwork(time, chance.fork(), counters);
    SimulatedGrid grid = new SimulatedGrid(time, chance.fork(), network, counters, nodes);
    Keys keys = new Keys();
    world =
        new World(
            time,
            chance,
            network,
            grid,
            keys.genesis(plan.seed(), SHARDS),
            new LedgerWatch(SHARDS, counters),
            counters,
            new EventLog(400));
    for (int i = 1; i <= plan.nodes(); i++) {
      String id = "node-" + i;
      nodes.put(id, new SimulatedNode(id, world, nodes, othersThan(id)));
    }
    town = new Town(world, keys);
    changes = new NodeChanges(world, nodes, town);
    nemesis = new Nemesis(world, changes, town.clientNames(), town::readOften);
  }

  private List<String> othersThan(String id) {
    return IntStream.rangeClosed(1, plan.nodes())
        .mapToObj(number -> "node-" + number)
        .filter(other -> !other.equals(id))
        .toList();
  }

  /** Runs it. */
  Result run() {
    Optional<Throwable> failure = Optional.empty();
    RaftErrors errors = new RaftErrors(world.watch()::raftError);
    try {
      found();
      live();
      calmDown();
      town.requireAllTrue();
      new EndCheck(world.watch()).requireSameBooks(changes.present());
      world.watch().requireAllArrived();
    } catch (Violation violation) {
      failure = Optional.of(violation);
    } catch (RuntimeException | Error bug) {
      failure = Optional.of(bug);
    } finally {
      errors.close();
    }
    return new Result(
        plan,
        counters,
        time.executed(),
        time.millis(),
        world.watch().fingerprint(),
        failure,
        failure.isEmpty() ? List.of() : world.log().lines());
  }

  private void found() {
    Map<String, UUID> journals = new TreeMap<>();
    nodes.forEach((id, node) -> journals.put(id, node.drawJournal().journalId()));
    GenesisRecord record =
        new GenesisRecord(
            new UUID(world.genesis().clusterHigh(), world.genesis().clusterLow()),
            journals,
            COPIES,
            ShardPlacement.members(nodes.keySet(), COPIES, SHARDS),
            cbdc.protocol.GenesisCodec.encode(world.genesis()));
    nodes.values().forEach(node -> node.found(record));
    nodes.values().forEach(SimulatedNode::start);
    changes.begin(record);
    boolean[] founded = {false};
    var unused = town.found().thenRun(() -> founded[0] = true);
    runUntil(FOUNDING_MILLIS, () -> founded[0], () -> "the town is founded");
  }

  private void live() {
    nemesis.plan(plan.millis(), plan.faults());
    Chance bursts = world.chance().fork();
    long until = time.millis() + plan.millis();
    int done = 0;
    while (time.millis() < until) {
      long left = Math.max(1, (until - time.millis()) / BURST_MILLIS);
      int burst = (int) ((plan.commands() - done) / left);
      for (int i = 0; i < burst; i++) {
        time.afterMillis(bursts.below(BURST_MILLIS / (1 + bursts.below(20))), town::act);
      }
      for (long at = 0; at < BURST_MILLIS; at += READ_MILLIS) {
        time.afterMillis(at, () -> town.readAnywhere(changes.present()));
      }
      for (long at = 0; nemesis.isStormy() && at < BURST_MILLIS; at += STORM_READ_MILLIS) {
        time.afterMillis(at, () -> town.readAnywhere(changes.present()));
      }
      done += burst;
      runUntil(BURST_MILLIS, () -> false, () -> "");
    }
  }

  private void calmDown() {
    nemesis.end();
    long until = time.millis() + CALM_MILLIS;
    while (time.millis() < until && !isCalm()) {
      town.settleUnknown();
      runUntil(1_000, () -> false, () -> "");
    }
    if (!isCalm()) {
      throw new Violation(
          "not calm " + CALM_MILLIS / 1_000 + " s after all was mended: " + state());
    }
  }

  private boolean isCalm() {
    if (!town.isAnswered() || !world.watch().isNothingUnderWay() || !changes.isSettled()) {
      return false;
    }
    for (int shard = 0; shard < SHARDS; shard++) {
      List<GroupStatus> replicas = replicas(shard);
      long leaders = replicas.stream().filter(GroupStatus::isLeader).count();
      long applied = replicas.stream().mapToLong(GroupStatus::lastApplied).distinct().count();
      if (replicas.size() != COPIES || leaders != 1 || applied != 1) {
        return false;
      }
    }
    return changes.present().stream().allMatch(node -> node.gaps().isEmpty());
  }

  private List<GroupStatus> replicas(int shard) {
    List<GroupStatus> found = new ArrayList<>();
    nodes
        .values()
        .forEach(n -> n.statuses().stream().filter(s -> s.shard() == shard).forEach(found::add));
    return found;
  }

  private String state() {
    StringBuilder text = new StringBuilder();
    text.append(town.isAnswered() ? "" : "commands without an outcome; ");
    text.append(world.watch().isNothingUnderWay() ? "" : "payments under way; ");
    text.append(changes.isSettled() ? "" : "members are not as ordered, " + changes);
    changes.present().forEach(node -> node.gaps().forEach(gap -> text.append("\n  ").append(gap)));
    nodes.values().forEach(node -> node.statuses().forEach(s -> text.append("\n  ").append(s)));
    return text.toString();
  }

  private void runUntil(long millis, BooleanSupplier condition, Supplier<String> what) {
    long until = time.nanos() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!condition.getAsBoolean()) {
      if (!time.step(until)) {
        if (!what.get().isEmpty()) {
          throw new Violation("not within " + millis + " ms: " + what.get() + "; " + state());
        }
        return;
      }
      world.watch().requireSound();
    }
  }
}
