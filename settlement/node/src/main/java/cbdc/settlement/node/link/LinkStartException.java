package cbdc.settlement.node.link;

/**
 * Why the node link did not start; the message is one line that tells the operator what to change.
 */
public final class LinkStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LinkStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
