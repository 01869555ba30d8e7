package cbdc.issuer.core;

import cbdc.crypto.DomainSeparated;
import cbdc.crypto.SigningKey;
import cbdc.protocol.Approval;
import cbdc.protocol.PublicKey;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How orders are signed: by approvers, for the ledger; and by their maker, for the issuer's own
 * rule that makers and checkers differ.
 */
public final class OrderSigning {
  /** Domain of an approval: the ledger checks signatures under this label. */
  public static final String APPROVAL_LABEL = "cbdc.order.v1";

  /**
   * Domain of a maker's signature. It is another one, so that making an order never counts as
   * approving it.
   */
  public static final String MAKER_LABEL = "cbdc.order-made.v1";

  private static final DomainSeparated APPROVAL = DomainSeparated.labelled(APPROVAL_LABEL);
  private static final DomainSeparated MADE = DomainSeparated.labelled(MAKER_LABEL);

  private OrderSigning() {}

  /** Approves an order's bytes. */
  public static Approval approve(SigningKey key, byte[] order) {
    return new Approval(key.keyId().value(), key.sign(APPROVAL.bytes(order)));
  }

  /** Signs as the one who made the order. */
  public static Approval sealAsMaker(SigningKey key, byte[] order) {
    return new Approval(key.keyId().value(), key.sign(MADE.bytes(order)));
  }

  /** Whether an approval is that of one of these keys for exactly these bytes. */
  public static boolean isValidApproval(List<PublicKey> keys, byte[] order, Approval approval) {
    return isValid(keys, APPROVAL, order, approval);
  }

  /** Whether a maker's signature is that of one of these keys for exactly these bytes. */
  public static boolean isValidSeal(List<PublicKey> keys, byte[] order, Approval seal) {
    return isValid(keys, MADE, order, seal);
  }

  /**
   * Ids of the different keys of this list that validly approved; the same key twice counts once.
   */
  public static Set<Long> signers(List<PublicKey> keys, byte[] order, List<Approval> approvals) {
    Set<Long> signers = new LinkedHashSet<>();
    for (Approval approval : approvals) {
      if (isValidApproval(keys, order, approval)) {
        signers.add(approval.keyId());
      }
    }
    return signers;
  }

  private static boolean isValid(
      List<PublicKey> keys, DomainSeparated domain, byte[] order, Approval approval) {
    return LedgerKeys.find(keys, approval.keyId())
        .flatMap(LedgerKeys::verifying)
        .filter(key -> key.verify(domain.bytes(order), approval.signature()))
        .isPresent();
  }
}
