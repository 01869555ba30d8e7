package cbdc.wallet.core;

import cbdc.protocol.CommandId;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Where refunds are written down before they are paid, so that their sum never goes over the
 * payment however many are asked for at once. Stages fail with {@link StoreUnavailable}.
 */
public interface RefundBook {
  /**
   * Sets an amount of a payment aside for a refund, under a lock on the payment. Done again with
   * the same id and content it answers {@link Reservation.Reserved} again.
   */
  CompletionStage<Reservation> reserve(Refund refund);

  /**
   * Notes that a refund ended: an amount that was not paid can be refunded again. The projection
   * notes it too, should this never be called.
   */
  CompletionStage<Void> ended(PaymentKey refund, boolean paid);

  /** Refunds without an end that were reserved before a time: their outcome is to be asked for. */
  CompletionStage<List<Refund>> open(long reservedBeforeMillis);

  /**
   * A refund.
   *
   * @param key the command that pays it, in the merchant's shard
   * @param payment what it gives back
   * @param merchant who gives back: the payment's payee
   * @param payer who gets it: the payment's payer
   * @param amount minor units
   * @param note for the payer; may be empty
   */
  record Refund(
      PaymentKey key, PaymentKey payment, long merchant, long payer, long amount, String note) {}

  /** Whether the amount was set aside. */
  sealed interface Reservation {
    /** It was; or was before, by the same refund. */
    record Reserved(Refund refund) implements Reservation {}

    /** The id belongs to a refund with other content. */
    record IdReused() implements Reservation {}

    /** The merchant received no such payment, as far as the projection has come. */
    record PaymentUnknown() implements Reservation {}

    /** The payment is not one that can be refunded: it did not settle, or is itself a refund. */
    record NotRefundable(PaymentStatus status, PaymentKind kind) implements Reservation {}

    /** More than what is left; {@code left} in minor units. */
    record OverRest(long left) implements Reservation {}
  }

  /** Start of the end-to-end id of a refund; the rest names the payment. */
  String END_TO_END_PREFIX = "RF:";

  /** The end-to-end id by which any bank can tell which payment a refund gives back. */
  static String endToEndId(CommandId payment) {
    return END_TO_END_PREFIX + String.format("%016x%016x", payment.high(), payment.low());
  }
}
