package cbdc.settlement.node.core;

import java.util.Optional;

/** Whether state may be read now so that the read is linearizable. */
public sealed interface ReadOutcome {

  /**
   * This replica led, confirmed by a majority after the read was asked for: the state as it is
   * during this callback is current.
   *
   * @param appliedIndex Raft index up to which the state is applied
   */
  record Current(long appliedIndex) implements ReadOutcome {}

  /**
   * This replica does not lead.
   *
   * @param leaderHint the node that probably leads, if one is known
   */
  record NotLeader(Optional<String> leaderHint) implements ReadOutcome {}

  /** This replica leads but cannot confirm it yet, or too many reads are waiting: ask again. */
  record NotNow() implements ReadOutcome {}
}
