package cbdc.settlement.node.cluster;

/**
 * Why the cluster member did not start; the message is one line that tells the operator what to
 * change.
 */
public final class ClusterStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ClusterStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
