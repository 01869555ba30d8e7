package cbdc.issuer.core;

import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;

/**
 * What an answer says about an order that was sent before and may have been executed then. Whoever
 * takes a refusal of the second sending for the order's end draws it up anew, and issues twice.
 */
final class SentOrders {
  private SentOrders() {}

  /**
   * Whether a refusal of a further sending ends the order: only one that the ledger decides from
   * the order itself, after it found the id unknown. All others can come without a look at the id:
   * from the door, about the caller or the bytes.
   */
  static boolean isEndedBy(RejectionCode code) {
    return switch (code) {
      case ORDER_FOREIGN_CLUSTER,
          ORDER_UNDERSIGNED,
          ORDER_EXPIRED,
          ORDER_OUT_OF_SEQUENCE,
          ORDER_INVALID,
          ORDER_OVER_QUOTA,
          ORDER_OVER_RESERVES,
          ORDER_OVER_VAULT ->
          true;
      default -> false;
    };
  }

  /** Whether the answer to a question about an id tells what became of it. */
  static boolean isAnswer(Outcome outcome) {
    return outcome.isFinal()
        && !(outcome instanceof Outcome.Rejected refused && !refused.code().spendsId());
  }
}
