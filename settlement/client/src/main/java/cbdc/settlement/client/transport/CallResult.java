package cbdc.settlement.client.transport;

/** How one attempt to call one node ended. */
public sealed interface CallResult {

  /**
   * The node answered.
   *
   * @param response opaque response bytes
   */
  record Answered(byte[] response) implements CallResult {}

  /**
   * No answer within the attempt's time. The node may have executed the request, or may do so
   * later.
   *
   * @param nodeId the node that was asked
   * @param afterMillis how long was waited, in milliseconds
   */
  record TimedOut(String nodeId, long afterMillis) implements CallResult {}

  /**
   * The node is not a member of the cluster, or left it or dropped the connection before it
   * answered. If the request had been sent, the node may have executed it.
   *
   * @param nodeId the node that was asked
   */
  record NodeGone(String nodeId) implements CallResult {}

  /**
   * The request was not taken.
   *
   * @param reason which rule refused it
   * @param detail the same in words, for a log line
   */
  record Refused(Reason reason, String detail) implements CallResult {}

  /** Why a request was not taken, and whether it can have had an effect. */
  enum Reason {
    /** The node's command queue is full; the request was not executed. Try again later. */
    OVERLOADED,
    /** The node is starting or stopping and takes no requests yet; the request was not executed. */
    NOT_READY,
    /** The transport was closed; a request already sent may have been executed. */
    CLOSED,
    /** The node's handler failed, which is a bug there; the request may have been executed. */
    HANDLER_FAILED
  }
}
