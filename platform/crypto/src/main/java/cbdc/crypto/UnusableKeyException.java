package cbdc.crypto;

/** Bytes that were offered as a key are not one; the message says which rule they break. */
public final class UnusableKeyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnusableKeyException(String message) {
    super(message);
  }
}
