package cbdc.issuer.app;

import cbdc.crypto.SigningKey;
import cbdc.issuer.core.DeskAnswer;
import cbdc.issuer.core.OrderBook;
import cbdc.issuer.core.OrderDraft;
import cbdc.issuer.core.OrderId;
import cbdc.issuer.core.OrderRecord;
import java.util.OptionalInt;

/**
 * Where the commands bring orders: a folder and the ledger here, or the issuer's service. Keys stay
 * with the command in both. What is refused ends the command with an {@link IssuerFailure}.
 */
interface OrderCounter {
  /**
   * Makes an order.
   *
   * @param lastValidDay epoch day, or empty for {@code validDays} from today
   */
  DeskAnswer.Done draft(OrderDraft draft, SigningKey maker, OptionalInt lastValidDay, int validDays)
      throws Exception;

  /** One order; its signatures are checked. */
  OrderRecord show(OrderId id) throws Exception;

  /**
   * The order book.
   *
   * @param all also orders that are no longer open
   */
  OrderBook.Listing list(boolean all) throws Exception;

  /** Signs an order as it was shown. */
  OrderRecord approve(OrderRecord seen, SigningKey approver) throws Exception;

  /** Gives an order up. */
  DeskAnswer.Done withdraw(OrderId id) throws Exception;

  /**
   * Gives an order to the ledger.
   *
   * @param key where the service's key is read, if one is needed
   */
  DeskAnswer.Done submit(OrderId id, KeyOptions key) throws Exception;
}
