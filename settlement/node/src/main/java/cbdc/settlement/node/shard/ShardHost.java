package cbdc.settlement.node.shard;

import cbdc.settlement.ledger.state.StateView;
import cbdc.settlement.node.core.ReplicaRole;
import cbdc.settlement.node.core.ReplicatedLog;
import cbdc.settlement.node.core.RoleListener;
import cbdc.settlement.node.core.Transitions;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One shard on this node: its replica, its log, and this node's leadership while it has it.
 * Leadership begins when the first entry of the own term is executed here (all earlier entries are
 * then executed too) and ends with the term.
 */
public final class ShardHost implements RoleListener {
  private static final Logger LOG = LoggerFactory.getLogger(ShardHost.class);

  private final int shard;
  private final String self;
  private final LeaderDirectory leaders;
  private final LeaderFactory leaderFactory;
  private volatile ReplicatedLog log;
  private volatile ShardReplica replica;
  private final Transitions<Part> transitions = new Transitions<>(Part.class);
  private Part part = Part.NONE;
  private int term;
  private volatile ShardLeader leader;
  private volatile boolean leaderKnown;

  /** What this node is to the shard, and what it does in it. */
  public enum Part {
    /** No group runs here: nothing. */
    NONE,
    /** Executes what a leader orders, or waits for one; tells clients who leads. */
    FOLLOWING,
    /**
     * Was elected, and has not executed the first entry of its term: takes nothing, for what
     * earlier leaders committed may not be executed here yet.
     */
    ELECTED,
    /** Proposes, answers clients, carries channels. */
    LEADING
  }

  /** Makes the leadership of a term. */
  interface LeaderFactory {
    ShardLeader lead(int shard, int term, ReplicatedLog log, ShardReplica replica);
  }

  ShardHost(int shard, String self, LeaderDirectory leaders, LeaderFactory leaderFactory) {
    this.shard = shard;
    this.self = self;
    this.leaders = leaders;
    this.leaderFactory = leaderFactory;
  }

  /** Takes the replica of a group that is about to start. */
  void use(ShardReplica newReplica) {
    replica = newReplica;
  }

  /** Takes the log of a group that is about to start. */
  void use(ReplicatedLog newLog) {
    log = newLog;
  }

  /** The shard. */
  public int shard() {
    return shard;
  }

  /** Its log. */
  public ReplicatedLog log() {
    return log;
  }

  /** True once it has its log and its replica. Any thread. */
  boolean isConnected() {
    return log != null && replica != null;
  }

  /** Its state; on the group's thread only. */
  ShardReplica replica() {
    return replica;
  }

  /** What this replica has, for audits; on the group's thread only. */
  public StateView state() {
    return replica.view();
  }

  /** SHA-256 over the whole state, for audits; on the group's thread only. */
  public byte[] stateHash() {
    return replica.stateHash();
  }

  /** Who may ask for what. Any thread. */
  KeyRing keys() {
    return replica.keys();
  }

  /** Version of the ledger's rules in force in the shard; it only grows. Any thread. */
  int rulesVersion() {
    return replica.rulesVersion();
  }

  /** This node's leadership, if it leads. Any thread. */
  Optional<ShardLeader> leader() {
    return Optional.ofNullable(leader);
  }

  /**
   * Lets the stopped channels between this shard and another go on where they stand, if this node
   * leads the shard. Any thread.
   *
   * @param whenDecided may be called on any thread; not if the node stops meanwhile
   */
  public void resume(int peer, Consumer<ResumeOutcome> whenDecided) {
    ShardLeader current = leader;
    if (current == null) {
      whenDecided.accept(ResumeOutcome.NOT_LEADER);
    } else {
      current.resume(peer, whenDecided);
    }
  }

  /** True while this node leads the shard and takes commands. */
  public boolean isLeading() {
    return leader != null;
  }

  /** True while the group knows who leads it. Any thread. */
  boolean isLeaderKnown() {
    return leaderKnown;
  }

  @Override
  public void onRoleChange(RoleChange change) {
    leaderKnown = change.leader().isPresent();
    term = change.term();
    change.leader().ifPresent(node -> leaders.heard(shard, node, change.term()));
    ShardLeader current = leader;
    if (current != null && (change.role() != ReplicaRole.LEADER || term != current.term())) {
      leader = null;
      current.end(change.leader().filter(node -> !node.equals(self)).orElse(""), term);
    }
    become(
        partOf(change.role()), "term " + term + ", leader " + change.leader().orElse("not known"));
    beginIfReady();
  }

  /** An entry was executed. */
  void onApplied() {
    beginIfReady();
  }

  private void beginIfReady() {
    if (part == Part.ELECTED && replica.lastTerm() == term) {
      ShardLeader begun = leaderFactory.lead(shard, term, log, replica);
      leader = begun;
      // Until now this node has answered its own courier that it does not lead: nobody else would
      // tell the courier otherwise.
      leaders.heard(shard, self, term);
      become(Part.LEADING, "the first entry of term " + term + " is executed");
      begun.begin();
    }
  }

  private Part partOf(ReplicaRole role) {
    return switch (role) {
      case LEADER -> leader == null ? Part.ELECTED : Part.LEADING;
      case CANDIDATE, FOLLOWER, LEARNER -> Part.FOLLOWING;
      case STOPPED -> Part.NONE;
    };
  }

  /** The one door through which the part changes; on the group's thread. */
  private void become(Part next, String why) {
    if (next != part) {
      LOG.info("shard {}: {} -> {}: {}", shard, part, next, why);
      transitions.count(part, next);
      part = next;
    }
  }

  /** How often this node's part in the shard changed since the start. */
  public Transitions<Part> transitions() {
    return transitions;
  }
}
