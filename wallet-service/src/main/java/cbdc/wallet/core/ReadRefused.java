package cbdc.wallet.core;

import cbdc.protocol.RejectionCode;

/** The ledger did not answer a read. */
public final class ReadRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final RejectionCode code;

  /** For the ledger's reason. */
  public ReadRefused(RejectionCode code) {
    super(code.rule(), null, false, false);
    this.code = code;
  }

  /** Why. */
  public RejectionCode code() {
    return code;
  }
}
