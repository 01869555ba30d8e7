package cbdc.issuer.app;

import cbdc.crypto.SigningKey;
import cbdc.issuer.core.DeskAnswer;
import cbdc.issuer.core.OrderBook;
import cbdc.issuer.core.OrderDesk;
import cbdc.issuer.core.OrderDraft;
import cbdc.issuer.core.OrderId;
import cbdc.issuer.core.OrderRecord;
import java.util.OptionalInt;

/** The order book in a folder here, and the ledger where it is needed. */
record LocalCounter(IssuerSubcommand command, OrderDesk desk) implements OrderCounter {
  @Override
  public DeskAnswer.Done draft(
      OrderDraft draft, SigningKey maker, OptionalInt lastValidDay, int validDays)
      throws Exception {
    return command.withLedger(
        KeyOptions.ofServiceOr(maker, command.config()),
        connection ->
            command.done(
                command.await(
                    desk.draft(
                        connection.ledger(),
                        draft,
                        maker,
                        lastValidDay,
                        validDays,
                        Runnable::run))));
  }

  @Override
  public OrderRecord show(OrderId id) {
    return command.done(desk.show(id)).order();
  }

  @Override
  public OrderBook.Listing list(boolean all) {
    OrderBook.Listing listing = desk.list();
    return new OrderBook.Listing(
        listing.orders().stream().filter(record -> all || desk.state(record).isOpen()).toList(),
        listing.notices());
  }

  @Override
  public OrderRecord approve(OrderRecord seen, SigningKey approver) {
    return command.done(desk.approve(seen, approver)).order();
  }

  @Override
  public DeskAnswer.Done withdraw(OrderId id) {
    return command.done(desk.withdraw(id));
  }

  @Override
  public DeskAnswer.Done submit(OrderId id, KeyOptions key) throws Exception {
    SigningKey service = key.ofService(command.config());
    show(id);
    return command.withLedger(
        service,
        connection ->
            command.done(
                command.await(
                    desk.submit(connection.ledger(), id, command.commandIds(), Runnable::run))));
  }
}
