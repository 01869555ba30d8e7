package cbdc.settlement.ledger.state;

import cbdc.protocol.Outcome;

/**
 * The ids that a shard remembers with their outcomes, read only. A reference is valid until the
 * next batch's forgetting.
 */
public interface IdView {
  /** Reference of an id, or -1 when it is not remembered. */
  long lookup(long idHigh, long idLow);

  /** Fingerprint of the content that the id was used for; 0 when {@link #isCancelled}. */
  long fingerprint(long ref);

  /** How the command ended. */
  Outcome outcome(long ref);

  /** True while another shard still has to answer. */
  boolean isPending(long ref);

  /**
   * True when the id was cancelled by asking for it: it was never executed, whatever its content.
   */
  boolean isCancelled(long ref);

  /** Number of ids remembered. */
  int size();

  /** True when no further id can be remembered. */
  boolean isFull();
}
