package cbdc.issuer.app;

import java.io.Serial;

/**
 * Ends a command with one line for the user and an exit code: for what the user can mend, never for
 * a bug.
 */
final class IssuerFailure extends RuntimeException {
  /** The numbers of {@code ./cbdc}'s exit codes; scripts rely on them. */
  static final int FAILED = 1;

  static final int USAGE = 2;
  static final int REFUSED = 3;

  @Serial private static final long serialVersionUID = 1L;

  private final int exitCode;

  private IssuerFailure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** Something is missing or does not answer. */
  static IssuerFailure failed(String message) {
    return new IssuerFailure(FAILED, message);
  }

  /** A value or setting cannot be used; nothing was done. */
  static IssuerFailure usage(String message) {
    return new IssuerFailure(USAGE, message);
  }

  /** A rule of the issuer or of the ledger forbids it; nothing was changed. */
  static IssuerFailure refused(String message) {
    return new IssuerFailure(REFUSED, message);
  }

  int exitCode() {
    return exitCode;
  }
}
