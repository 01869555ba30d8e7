package cbdc.kit;

/**
 * A service cannot start. The message is one line for the operator: what, why, and what to do about
 * it.
 */
public final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A refusal without another exception behind it. */
  public StartException(String message) {
    super(message);
  }

  /** A refusal with the exception that caused it. */
  public StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
