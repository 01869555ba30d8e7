package cbdc.settlement.node.shard;

/**
 * Sends bytes to another node; what cannot be sent is lost and will be sent again. Any thread,
 * never blocks.
 */
@FunctionalInterface
public interface PeerPost {
  /** Frame of {@link CourierCodec} shipments. */
  int SHIPMENTS = 1;

  /** Frame of {@link CourierCodec} receipts. */
  int RECEIPTS = 2;

  /** Frame of an {@link AuditVote}. */
  int AUDIT_VOTE = 3;

  /** Sends one message. */
  void send(String nodeId, int kind, byte[] payload);
}
