package cbdc.settlement.node.link;

/** Why a request between nodes has no answer. */
public final class LinkRequestException extends Exception {

  private static final long serialVersionUID = 1L;

  /** The kinds of failure. */
  public enum Kind {
    /** No live connection, or its queue is full: the request was not sent. */
    NOT_SENT,
    /** The connection ended before the answer came; the peer may have handled the request. */
    CONNECTION_LOST,
    /** No answer in time; the peer may have handled the request. */
    TIMED_OUT,
    /** The peer has no handler for the kind, or its handler failed. */
    DECLINED
  }

  private final Kind kind;

  LinkRequestException(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  /** Which kind of failure. */
  public Kind kind() {
    return kind;
  }
}
