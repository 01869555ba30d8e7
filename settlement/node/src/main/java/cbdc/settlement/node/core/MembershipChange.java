package cbdc.settlement.node.core;

import java.util.Objects;

/**
 * One step of changing a group's members. Steps are taken one at a time; {@code membersIndex} makes
 * a repeated step harmless.
 *
 * @param kind what to do with the node
 * @param nodeId the node
 * @param membersIndex Raft index of the committed membership that this step builds on ({@link
 *     GroupStatus#membersIndex})
 */
public record MembershipChange(Kind kind, String nodeId, long membersIndex) {

  /** Kinds of steps. */
  public enum Kind {
    /**
     * Adds a node that receives the log but does not vote. At most two at a time, never a genesis
     * member.
     */
    ADD_LEARNER,
    /** Gives a learner a vote. */
    PROMOTE,
    /** Takes the node out of the group. */
    REMOVE
  }

  /** Checks that all parts are there. */
  public MembershipChange {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(nodeId, "nodeId");
  }
}
