package cbdc.wallet.store.projection;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.CommandId;
import cbdc.wallet.core.PaymentKey;
import cbdc.wallet.core.PaymentStatus;

/**
 * What pages tell of one payment: of its content, and of each of its three parts (see the
 * migration), or of its end alone when the rest is in the database.
 */
final class PaymentDraft {
  final PaymentKey key;

  /** Whether payer, payee, amount and texts are here. */
  boolean hasContent;

  long payer;
  long payee;
  long amount;
  String endToEndId = "";
  String note = "";
  CommandId hold;
  PaymentKey refundOf;
  PaymentStatus status = PaymentStatus.PENDING;

  /** Number of the rejection code, or 0. */
  int code;

  Place paid;
  Place credited;
  Place closed;
  boolean inSuspense;

  PaymentDraft(PaymentKey key) {
    this.key = key;
  }

  /** The payer's shard tells that the money left. */
  void pay(Place place) {
    requireFirst(paid);
    paid = place;
  }

  /** The payee's shard tells that the money arrived: final. */
  void credit(Place place) {
    requireFirst(credited);
    credited = place;
    end(PaymentStatus.SETTLED, 0);
  }

  /** The payer's shard tells the end. */
  void close(PaymentStatus how, int why, Place place) {
    requireFirst(closed);
    closed = place;
    end(how, why);
  }

  /**
   * Whether nothing of it can have been told before: here are both sides of it, or the only one
   * that will ever be told to this bank.
   */
  boolean isNew() {
    if (paid == null && credited == null) {
      return false;
    }
    return (paid != null && credited != null)
        || status == PaymentStatus.DECLINED
        || AccountNumber.bank(payer) != AccountNumber.bank(payee);
  }

  private void end(PaymentStatus how, int why) {
    if (status != PaymentStatus.PENDING && status != how) {
      throw new FeedContradiction("a payment ended as " + status + " and as " + how);
    }
    status = how;
    code = why;
  }

  private static void requireFirst(Place before) {
    if (before != null) {
      throw new FeedContradiction("a payment is told twice, first by " + before);
    }
  }
}
