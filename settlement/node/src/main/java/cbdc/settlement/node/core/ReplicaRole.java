package cbdc.settlement.node.core;

/** A replica's part in its group. */
public enum ReplicaRole {
  /** Orders the log. */
  LEADER,
  /** Asks for votes. */
  CANDIDATE,
  /** Follows a leader, or waits for one, and votes. */
  FOLLOWER,
  /** Follows a leader without a vote. */
  LEARNER,
  /** Not started, stopped, or removed from the group. */
  STOPPED
}
