package cbdc.crypto;

/**
 * A key, password or certificate file cannot be used. The message is one line that names the file
 * and the remedy.
 */
public final class KeyFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  KeyFileException(String message) {
    super(message);
  }

  KeyFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
