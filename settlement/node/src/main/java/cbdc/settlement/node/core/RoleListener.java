package cbdc.settlement.node.core;

import java.util.Optional;

/** Hears of changes of role, term or leader. */
@FunctionalInterface
public interface RoleListener {

  /**
   * Called on the group's thread when role, term or known leader has changed. It must not block; an
   * exception halts the node.
   *
   * @param change what is so now
   */
  void onRoleChange(RoleChange change);

  /**
   * What is so now.
   *
   * @param shard the shard
   * @param role this replica's role
   * @param term the Raft term
   * @param leader the leader of that term, if known
   */
  record RoleChange(int shard, ReplicaRole role, int term, Optional<String> leader) {}
}
