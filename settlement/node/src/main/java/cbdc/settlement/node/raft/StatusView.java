package cbdc.settlement.node.raft;

import cbdc.settlement.node.core.GroupStatus;
import cbdc.settlement.node.core.ReplicaRole;
import cbdc.settlement.node.core.RoleListener;
import cbdc.settlement.node.core.RoleListener.RoleChange;
import cbdc.settlement.node.store.NodeEndpoint;
import io.microraft.RaftEndpoint;
import io.microraft.RaftNodeStatus;
import io.microraft.impl.RaftNodeImpl;
import io.microraft.impl.state.LeaderState;
import io.microraft.impl.state.RaftState;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/**
 * Makes a group's state visible: to other threads as a snapshot, to listeners as changes of role.
 */
final class StatusView {

  private final int shard;
  private final String nodeId;
  private final List<RoleListener> listeners = new CopyOnWriteArrayList<>();
  private volatile GroupStatus published;
  private volatile long applied;
  private RoleChange lastChange;

  StatusView(int shard, String nodeId) {
    this.shard = shard;
    this.nodeId = nodeId;
    this.published =
        new GroupStatus(
            shard,
            nodeId,
            ReplicaRole.STOPPED,
            0,
            RaftGroup.nodeId(null),
            0,
            0,
            0,
            0,
            List.of(),
            List.of(),
            0,
            true,
            Map.of(),
            false);
  }

  void addListener(RoleListener listener) {
    listeners.add(listener);
  }

  /** Called on the group's thread after an entry was applied or a snapshot installed. */
  void applied(long index) {
    applied = index;
  }

  /** The last published status, with the applied index of this moment. */
  GroupStatus latest() {
    GroupStatus last = published;
    long now = Math.max(applied, last.lastApplied());
    return new GroupStatus(
        last.shard(),
        last.nodeId(),
        last.role(),
        last.term(),
        last.leaderHint(),
        Math.max(now, last.commitIndex()),
        now,
        Math.max(now, last.lastLogIndex()),
        last.snapshotIndex(),
        last.members(),
        last.votingMembers(),
        last.membersIndex(),
        last.membersSettled(),
        last.matchIndexes(),
        last.transferring());
  }

  /** Publishes and tells listeners; on the group's thread. */
  void refresh(RaftNodeImpl node, BooleanSupplier transferring) {
    GroupStatus now = exact(node, transferring.getAsBoolean());
    published = now;
    RoleChange change = new RoleChange(shard, now.role(), now.term(), now.leaderHint());
    if (!change.equals(lastChange)) {
      lastChange = change;
      listeners.forEach(listener -> listener.onRoleChange(change));
    }
  }

  /** Reads the status; on the group's thread. */
  GroupStatus exact(RaftNodeImpl node, boolean transferring) {
    RaftState state = node.state();
    return new GroupStatus(
        shard,
        nodeId,
        role(node),
        state.term(),
        RaftGroup.nodeId(state.leader()),
        state.commitIndex(),
        state.lastApplied(),
        state.log().lastLogOrSnapshotIndex(),
        state.log().snapshotIndex(),
        ids(state.committedGroupMembers().getMembers()),
        ids(state.committedGroupMembers().getVotingMembers()),
        state.committedGroupMembers().getLogIndex(),
        state.committedGroupMembers() == state.effectiveGroupMembers(),
        matchIndexes(state.leaderState()),
        transferring);
  }

  private static ReplicaRole role(RaftNodeImpl node) {
    if (RaftNodeStatus.isTerminal(node.getStatus()) || node.getStatus() == RaftNodeStatus.INITIAL) {
      return ReplicaRole.STOPPED;
    }
    return switch (node.state().role()) {
      case LEADER -> ReplicaRole.LEADER;
      case CANDIDATE -> ReplicaRole.CANDIDATE;
      case FOLLOWER -> ReplicaRole.FOLLOWER;
      case LEARNER -> ReplicaRole.LEARNER;
    };
  }

  static List<String> ids(Collection<RaftEndpoint> endpoints) {
    return endpoints.stream().map(endpoint -> ((NodeEndpoint) endpoint).nodeId()).toList();
  }

  private static Map<String, Long> matchIndexes(LeaderState leader) {
    if (leader == null) {
      return Map.of();
    }
    Map<String, Long> indexes = new HashMap<>();
    leader
        .getFollowerStates()
        .forEach(
            (endpoint, follower) ->
                indexes.put(((NodeEndpoint) endpoint).nodeId(), follower.matchIndex()));
    return indexes;
  }
}
