package cbdc.issuer.api;

import java.io.Serial;

/** The ledger did not answer. */
final class LedgerSilent extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  LedgerSilent(Throwable cause) {
    super(cause.getMessage(), cause);
  }
}
