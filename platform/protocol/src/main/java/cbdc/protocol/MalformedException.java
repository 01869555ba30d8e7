package cbdc.protocol;

/** Bytes that are not of this protocol. The message says what was expected where. */
public final class MalformedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MalformedException(String message) {
    super(message, null, false, false);
  }
}
