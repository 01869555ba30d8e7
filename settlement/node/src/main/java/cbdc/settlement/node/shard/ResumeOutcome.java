package cbdc.settlement.node.shard;

/** What became of an operator's wish that a stopped channel goes on. */
public enum ResumeOutcome {
  /** It goes on: what continues it is taken again. */
  RESUMED,
  /** It is not stopped here. */
  NOT_STOPPED,
  /** The ledger's rules are of a version that knows no way back. */
  RULES_TOO_OLD,
  /** This node does not lead the shard, or lost that while it tried: nothing is known. */
  NOT_LEADER
}
