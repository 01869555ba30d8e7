package cbdc.settlement.node.raft;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.settlement.node.core.ProposeOutcome;
import cbdc.settlement.node.core.ReadOutcome;
import cbdc.settlement.node.core.ReplicaRole;
import cbdc.settlement.node.core.RoleListener.RoleChange;
import cbdc.settlement.node.raft.ListMachine.Row;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A group of replicas in virtual time, with the promises of Raft checked while it runs. */
final class SimulatedCluster implements AutoCloseable {

  /** A proposal and what became of it. */
  static final class Proposal {
    final byte[] bytes;
    ProposeOutcome outcome;

    Proposal(String text) {
      bytes = entry(text);
    }

    boolean committed() {
      return outcome instanceof ProposeOutcome.Committed;
    }
  }

  /** A read and what became of it. */
  static final class Read {
    ReadOutcome outcome;
    int rowsSeen;
  }

  static final RaftSettings SETTINGS = new RaftSettings(100, 64, 8, 1 << 20, 1_000, 1_000, 500);

  final SimulatedTime time = new SimulatedTime();
  final Random random;
  final SimulatedNetwork network;
  final Map<String, SimulatedReplica> replicas = new LinkedHashMap<>();
  private final long seed;
  private final RaftSettings settings;
  private final List<String> founders = new ArrayList<>();
  private final MicroRaftErrors errors = new MicroRaftErrors();
  private final Map<Integer, String> leaderOfTerm = new HashMap<>();
  private final TreeMap<Long, Row> applied = new TreeMap<>();
  private final List<Proposal> proposals = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();

  SimulatedCluster(long seed, int size) {
    this(seed, size, SETTINGS);
  }

  SimulatedCluster(long seed, int size, RaftSettings settings) {
    this.seed = seed;
    this.random = new Random(seed);
    this.network = new SimulatedNetwork(time, random);
    this.settings = settings;
    for (int i = 0; i < size; i++) {
      founders.add("n" + (i + 1));
    }
    founders.forEach(this::add);
  }

  static byte[] entry(String text) {
    return ("\u0001" + text).getBytes(StandardCharsets.UTF_8);
  }

  /** A node that the group does not know yet. */
  SimulatedReplica add(String id) {
    SimulatedReplica replica =
        new SimulatedReplica(
            id,
            time,
            network,
            new Random(random.nextLong()),
            settings,
            founders,
            change -> onRole(id, change));
    replicas.put(id, replica);
    replica.start();
    return replica;
  }

  private void onRole(String id, RoleChange change) {
    if (change.role() == ReplicaRole.LEADER) {
      String other = leaderOfTerm.putIfAbsent(change.term(), id);
      if (other != null && !other.equals(id)) {
        broken.add("term " + change.term() + " has leaders " + other + " and " + id);
      }
    }
  }

  static void restart(SimulatedReplica replica) {
    replica.crash();
    replica.start();
  }

  SimulatedReplica replica(String id) {
    return replicas.get(id);
  }

  List<SimulatedReplica> up() {
    return replicas.values().stream().filter(SimulatedReplica::isUp).toList();
  }

  List<String> others(String id) {
    return replicas.keySet().stream().filter(other -> !other.equals(id)).toList();
  }

  List<SimulatedReplica> followers() {
    SimulatedReplica leader = leader();
    return up().stream().filter(replica -> replica != leader).toList();
  }

  /** The leader of the highest term that has one which runs. */
  SimulatedReplica leader() {
    SimulatedReplica leader = null;
    for (SimulatedReplica replica : up()) {
      if (replica.status().isLeader()
          && (leader == null || replica.status().term() > leader.status().term())) {
        leader = replica;
      }
    }
    return leader;
  }

  /** Runs until a leader has committed an entry of its term. */
  SimulatedReplica awaitLeader() {
    time.runUntil(
        () -> "a leader with an entry of its term committed" + context(),
        () -> {
          SimulatedReplica leader = leader();
          return leader != null
              && !leader.machine().rows().isEmpty()
              && leader.machine().rows().get(leader.machine().rows().size() - 1).term()
                  == leader.status().term();
        });
    return leader();
  }

  Proposal propose(SimulatedReplica at, String text) {
    Proposal proposal = new Proposal(text);
    proposals.add(proposal);
    at.group()
        .propose(
            proposal.bytes,
            outcome -> {
              if (proposal.outcome != null) {
                broken.add(text + ": outcome " + outcome + " after " + proposal.outcome);
              }
              proposal.outcome = outcome;
            });
    return proposal;
  }

  void commit(SimulatedReplica leader, String text) {
    Proposal proposal = propose(leader, text);
    time.runUntil(() -> text + " is committed" + context(), proposal::committed);
  }

  /** Commits many, a few at a time. */
  void commitMany(SimulatedReplica leader, String prefix, int count) {
    for (int i = 0; i < count; i += 32) {
      List<Proposal> some = new ArrayList<>();
      for (int j = i; j < Math.min(count, i + 32); j++) {
        some.add(propose(leader, prefix + j));
      }
      String block = prefix + i;
      time.runUntil(
          () -> block + " is committed" + context(),
          () -> some.stream().allMatch(Proposal::committed));
    }
  }

  Read read(SimulatedReplica at) {
    Read read = new Read();
    at.group()
        .read(
            outcome -> {
              read.outcome = outcome;
              read.rowsSeen = at.machine().rows().size();
            });
    return read;
  }

  void awaitSame() {
    time.runUntil(
        () -> "all replicas have applied the same" + context(),
        () -> {
          long last =
              up().stream().mapToLong(replica -> replica.machine().lastIndex()).max().orElse(0);
          return up().stream()
              .allMatch(r -> r.machine().lastIndex() == last && r.status().lastLogIndex() == last);
        });
    check();
  }

  /** What Raft promises, so far. */
  void check() {
    for (SimulatedReplica replica : replicas.values()) {
      for (Row row : replica.machine().rows()) {
        Row known = applied.putIfAbsent(row.index(), row);
        if (known != null
            && (known.term() != row.term() || !Arrays.equals(known.bytes(), row.bytes()))) {
          broken.add(replica.id + " applied another entry at index " + row.index());
        }
      }
    }
    for (Proposal proposal : proposals) {
      if (proposal.outcome instanceof ProposeOutcome.Committed committed) {
        Row row = applied.get(committed.index());
        if (row == null
            || row.term() != committed.term()
            || !Arrays.equals(row.bytes(), proposal.bytes)) {
          broken.add("acknowledged at " + committed + " and not there");
        }
      }
    }
    assertThat(broken).as("seed %d", seed).isEmpty();
    assertThat(errors.errors()).as("errors that MicroRaft logged, seed %d", seed).isEmpty();
    replicas
        .values()
        .forEach(r -> assertThat(r.halts).as("halts of %s, seed %d", r.id, seed).isEmpty());
  }

  /** Every acknowledged entry is in the state of this replica. */
  void assertHoldsAcknowledged(SimulatedReplica replica) {
    Map<Long, Row> rows = new HashMap<>();
    replica.machine().rows().forEach(row -> rows.put(row.index(), row));
    for (Proposal proposal : proposals) {
      if (proposal.outcome instanceof ProposeOutcome.Committed committed) {
        assertThat(rows.get(committed.index())).as("%s, seed %d", committed, seed).isNotNull();
        assertThat(rows.get(committed.index()).bytes()).isEqualTo(proposal.bytes);
      }
    }
  }

  MicroRaftErrors errors() {
    return errors;
  }

  String context() {
    StringBuilder text = new StringBuilder(" (seed ").append(seed).append(')');
    for (SimulatedReplica replica : replicas.values()) {
      text.append("\n  ")
          .append(replica.isUp() ? "" : "DOWN ")
          .append(replica.status())
          .append(replica.halts);
    }
    return text + String.join("\n", errors.errors());
  }

  @Override
  public void close() {
    errors.close();
  }
}
