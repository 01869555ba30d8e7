package cbdc.settlement.node.raft;

/** A received frame is not a message of this version of the format; it is refused as a whole. */
public final class MalformedFrameException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedFrameException(String message) {
    // Frames may come in floods: the place in the decoder is in the message, a stack trace adds
    // nothing.
    super(message, null, false, false);
  }
}
