package cbdc.issuer.core;

import cbdc.crypto.Hashes;
import cbdc.issuer.core.OrderRecord.Signed;
import java.util.HexFormat;

/**
 * What the audit log says about one change of an order. It is derived from the records before and
 * after, so that no change can be noted as another one, or not at all.
 *
 * @param action what was done
 * @param order to which order
 * @param detail in plain words
 */
public record AuditNote(Action action, OrderId order, String detail) {
  /** What can be done to an order. Names are stable: they stand in the log and its hashes. */
  public enum Action {
    ORDER_DRAFTED,
    ORDER_APPROVED,
    ORDER_WITHDRAWN,
    ORDER_SUBMITTED,
    ORDER_EXECUTED,
    ORDER_REFUSED,
    /** It turned out that the ledger never got it; it can be submitted again. */
    ORDER_NOT_RECEIVED
  }

  /** The note about a new order. */
  public static AuditNote ofNew(OrderRecord order) {
    return new AuditNote(
        Action.ORDER_DRAFTED,
        order.id(),
        OrderWords.summary(order.order())
            + "; sha256 "
            + HexFormat.of().formatHex(Hashes.sha256(order.bytes()))
            + "; key "
            + LedgerKeys.keyIdText(order.seal().keyId()));
  }

  /** The note about a change. */
  public static AuditNote ofChange(OrderRecord before, OrderRecord after) {
    if (after.approvals().size() > before.approvals().size()) {
      Signed signed = after.approvals().getLast();
      return note(
          Action.ORDER_APPROVED,
          after,
          "approval "
              + after.approvals().size()
              + " of "
              + after.terms().threshold()
              + "; key "
              + LedgerKeys.keyIdText(signed.approval().keyId()));
    }
    return switch (after.progress()) {
      case Progress.Open open ->
          note(Action.ORDER_NOT_RECEIVED, after, "the ledger never got it under that id");
      case Progress.Sent sent -> note(Action.ORDER_SUBMITTED, after, "command " + sent.id());
      case Progress.Executed executed ->
          note(Action.ORDER_EXECUTED, after, "command " + executed.id());
      case Progress.Refused refused ->
          note(Action.ORDER_REFUSED, after, "command " + refused.id() + "; " + refused.code());
      case Progress.Withdrawn withdrawn ->
          note(Action.ORDER_WITHDRAWN, after, OrderWords.summary(after.order()));
    };
  }

  private static AuditNote note(Action action, OrderRecord order, String detail) {
    return new AuditNote(action, order.id(), detail);
  }
}
