package cbdc.settlement.node.core;

import java.util.Optional;

/** What became of one entry given to {@link ReplicatedLog#propose}. */
public sealed interface ProposeOutcome {

  /**
   * A majority holds the entry and this replica has applied it.
   *
   * @param index Raft index of the entry
   * @param term Raft term of the entry
   */
  record Committed(long index, int term) implements ProposeOutcome {}

  /**
   * Nothing was appended, because this replica does not lead (or no longer runs).
   *
   * @param leaderHint the node that probably leads, if one is known
   */
  record NotLeader(Optional<String> leaderHint) implements ProposeOutcome {}

  /**
   * Nothing was appended, although this replica leads: the same entry may be proposed again later.
   *
   * @param reason which bound or condition stood in the way
   */
  record Refused(Refusal reason) implements ProposeOutcome {}

  /**
   * The entry was appended and leadership was lost before it committed: it may or may not commit.
   */
  record Indeterminate() implements ProposeOutcome {}

  /** Why a leader does not take an entry now. */
  enum Refusal {
    /** As many entries as allowed are on their way. */
    TOO_MANY_IN_FLIGHT,
    /** Leadership is being handed over: ask again, then of the new leader. */
    TRANSFERRING,
    /** The log or its membership does not take entries at this moment. */
    NOT_NOW
  }
}
