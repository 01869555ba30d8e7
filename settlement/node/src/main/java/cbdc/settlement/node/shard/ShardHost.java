package cbdc.settlement.node.shard;

import cbdc.settlement.node.core.ReplicaRole;
import cbdc.settlement.node.core.ReplicatedLog;
import cbdc.settlement.node.core.RoleListener;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One shard on this node: its replica, its log, and this node's leadership while it has it.
 * Leadership begins when the first entry of the own term is executed here (all earlier entries are
 * then executed too) and ends with the term.
 */
public final class ShardHost implements RoleListener {
  private final int shard;
  private final String self;
  private final LeaderDirectory leaders;
  private final LeaderFactory leaderFactory;
  private volatile ReplicatedLog log;
  private volatile ShardReplica replica;
  private ReplicaRole role = ReplicaRole.STOPPED;
  private int term;
  private volatile ShardLeader leader;
  private volatile boolean leaderKnown;

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

  /** Who may ask for what. Any thread. */
  KeyRing keys() {
    return replica.keys();
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
    role = change.role();
    term = change.term();
    change.leader().ifPresent(node -> leaders.heard(shard, node, change.term()));
    ShardLeader current = leader;
    if (current != null && (role != ReplicaRole.LEADER || term != current.term())) {
      leader = null;
      current.end(change.leader().filter(node -> !node.equals(self)).orElse(""), term);
    }
    beginIfReady();
  }

  /** An entry was executed. */
  void onApplied() {
    beginIfReady();
  }

  private void beginIfReady() {
    if (leader == null && role == ReplicaRole.LEADER && replica.lastTerm() == term) {
      ShardLeader begun = leaderFactory.lead(shard, term, log, replica);
      leader = begun;
      // Until now this node has answered its own courier that it does not lead: nobody else would
      // tell the courier otherwise.
      leaders.heard(shard, self, term);
      begun.begin();
    }
  }
}
