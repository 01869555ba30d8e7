package cbdc.settlement.client;

import cbdc.protocol.RejectionCode;

/**
 * A read that was refused, or that found no node to answer in time. Reads change nothing: they can
 * always be repeated.
 */
public final class ReadFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final RejectionCode code;

  ReadFailed(RejectionCode code) {
    super(code + ": " + code.rule(), null, false, false);
    this.code = code;
  }

  /** Which rule; {@code NO_LEADER} when the shard could not be reached in time. */
  public RejectionCode code() {
    return code;
  }
}
