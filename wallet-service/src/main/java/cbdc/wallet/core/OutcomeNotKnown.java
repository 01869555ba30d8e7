package cbdc.wallet.core;

/**
 * Nobody could say in time what became of a command. It may have been executed, or may be yet: the
 * same command under the same id finds out.
 */
public final class OutcomeNotKnown extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** For a reason that people will read. */
  public OutcomeNotKnown(String reason) {
    super(reason, null, false, false);
  }
}
