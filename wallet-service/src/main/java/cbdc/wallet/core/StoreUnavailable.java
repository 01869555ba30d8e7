package cbdc.wallet.core;

/** The bank's database does not answer, or has too much waiting already. Payments go on. */
public final class StoreUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** For a reason that people will read. */
  public StoreUnavailable(String reason, Throwable cause) {
    super(reason, cause);
  }
}
