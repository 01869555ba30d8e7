package cbdc.issuer.store;

/**
 * A file of the issuer cannot be read or written. The message is one line: which file and where,
 * what was expected, what to do.
 */
public final class FileFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FileFault(String message) {
    super(message);
  }

  FileFault(String message, Throwable cause) {
    super(message, cause);
  }
}
