package cbdc.settlement.node.shard;

/** What became of an operator's wish that a stopped channel goes on. */
public enum ResumeOutcome {
  /** It goes on: what continues it is taken again. */
  RESUMED,
  /** It is not stopped here. */
  NOT_STOPPED,
  /** The ledger's rules are of a version that knows no way back. */
  RULES_TOO_OLD,
  /** An acknowledgement of what was never sent stopped it: going on could lose payments. */
  STOPPED_BY_ACKNOWLEDGEMENT,
  /** It was stopped under rules that did not note what did it: as bad as an acknowledgement. */
  STOPPED_BY_UNKNOWN,
  /** It went on, and stopped again by what came next in the same entry. */
  STOPPED_AGAIN,
  /** This node does not lead the shard, or lost that while it tried: nothing is known. */
  NOT_LEADER
}
