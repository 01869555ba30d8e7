package cbdc.settlement.ledger.decide;

import cbdc.protocol.Approval;
import cbdc.protocol.Order;
import cbdc.protocol.PublicKey;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.ledger.state.StateView;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether an order is this cluster's and carries enough signatures of the issuer's keys of this
 * moment; checked by every replica of every shard.
 */
final class OrderAuthority {
  private final StateView view;
  private final OrderSignatures signatures;

  OrderAuthority(StateView view, OrderSignatures signatures) {
    this.view = view;
    this.signatures = signatures;
  }

  /** Why the order has no authority here, or null. */
  RejectionCode refusal(Order order, byte[] bytes, List<Approval> approvals) {
    boolean ours =
        order.header().clusterHigh() == view.genesis().clusterHigh()
            && order.header().clusterLow() == view.genesis().clusterLow();
    if (!ours) {
      return RejectionCode.ORDER_FOREIGN_CLUSTER;
    }
    return validSigners(bytes, approvals) >= view.registry().issuerThreshold()
        ? null
        : RejectionCode.ORDER_UNDERSIGNED;
  }

  /** Number of different issuer keys with a valid signature; the same key twice counts once. */
  private int validSigners(byte[] bytes, List<Approval> approvals) {
    Set<Long> signers = new HashSet<>();
    for (Approval approval : approvals) {
      PublicKey key = view.registry().issuerKey(approval.keyId());
      if (key != null && signatures.isValid(key, bytes, approval.signature())) {
        signers.add(approval.keyId());
      }
    }
    return signers.size();
  }
}
