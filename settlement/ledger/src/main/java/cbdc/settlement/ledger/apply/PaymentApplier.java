package cbdc.settlement.ledger.apply;

import cbdc.protocol.ChannelMessage.Transfer;
import cbdc.protocol.Event.PaymentSent;
import cbdc.protocol.Event.PaymentSettled;
import cbdc.settlement.ledger.state.Accounts;
import cbdc.settlement.ledger.state.Channels;
import cbdc.settlement.ledger.state.OutgoingKind;
import cbdc.settlement.ledger.state.ShardState;

/** Payments, inside the shard and out of it. */
final class PaymentApplier {
  private final Accounts accounts;
  private final Channels channels;
  private final Postings postings;

  PaymentApplier(ShardState state, Postings postings) {
    accounts = state.accounts();
    channels = state.channels();
    this.postings = postings;
  }

  void apply(PaymentSettled e, int day, int year) {
    int payer = postings.slot(e.payer());
    accounts.addAvailable(payer, -e.amount());
    postings.count(payer, e.amount(), day, year);
    postings.credit(e.payee(), e.amount());
  }

  void apply(PaymentSent e, int day, int year) {
    int payer = postings.slot(e.payer());
    accounts.addAvailable(payer, -e.amount());
    postings.count(payer, e.amount(), day, year);
    accounts.addPending(payer, 1);
    Transfer message =
        new Transfer(e.id(), e.payer(), e.payee(), e.amount(), e.endToEndId(), e.note());
    channels.append(e.destination(), message, OutgoingKind.TRANSFER, payer, e.amount(), day, year);
  }
}
