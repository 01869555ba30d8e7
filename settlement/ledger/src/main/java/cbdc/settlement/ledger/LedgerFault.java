package cbdc.settlement.ledger;

/**
 * The state machine contradicts itself, or this program cannot execute what was ordered: the
 * replica must not go on. An Error and not an exception, so that nothing between the ledger and the
 * node's fail stop takes it for an ordinary failure.
 */
public final class LedgerFault extends Error {
  private static final long serialVersionUID = 1L;

  /** A fault found by a check. */
  public LedgerFault(String message) {
    super(message);
  }

  /** A fault that showed as an exception where none may happen. */
  public LedgerFault(String message, Throwable cause) {
    super(message, cause);
  }
}
