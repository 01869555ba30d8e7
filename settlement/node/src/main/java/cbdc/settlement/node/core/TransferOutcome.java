package cbdc.settlement.node.core;

/** How a wish to hand over leadership ended. */
public enum TransferOutcome {
  /** The target leads. */
  TRANSFERRED,
  /** This replica stepped down, but the target was not seen to lead: somebody else may. */
  STEPPED_DOWN,
  /** Nothing was tried: this replica does not lead. */
  NOT_LEADER,
  /**
   * Nothing was tried: the target is no voting member, or another transfer or membership change is
   * going on.
   */
  NOT_POSSIBLE,
  /**
   * Work in flight did not commit, or the target did not match the log, within the time for it:
   * this replica leads on.
   */
  TARGET_BEHIND,
  /** The target matched but did not take over in time: this replica leads on. */
  TIMED_OUT;

  /** Whether this replica still leads after the attempt, as far as the attempt knows. */
  public boolean stillLeading() {
    return this == TARGET_BEHIND || this == TIMED_OUT;
  }
}
