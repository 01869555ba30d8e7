package cbdc.settlement.ledger.apply;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.ChannelMessage.Return;
import cbdc.protocol.ChannelStop;
import cbdc.protocol.Event.AcknowledgementTaken;
import cbdc.protocol.Event.BookedToSuspense;
import cbdc.protocol.Event.ChannelResumed;
import cbdc.protocol.Event.ChannelStopped;
import cbdc.protocol.Event.GroupTaken;
import cbdc.protocol.Event.ReturnCredited;
import cbdc.protocol.Event.TransferCredited;
import cbdc.protocol.Event.TransferReturned;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.Outcome;
import cbdc.settlement.ledger.state.Accounts;
import cbdc.settlement.ledger.state.Channels;
import cbdc.settlement.ledger.state.IdWindow;
import cbdc.settlement.ledger.state.OutgoingKind;
import cbdc.settlement.ledger.state.Registry;
import cbdc.settlement.ledger.state.ShardState;

/** What arrives over channels: money, money coming back, acknowledgements. */
final class ChannelApplier {
  private final int shard;
  private final Accounts accounts;
  private final Channels channels;
  private final IdWindow ids;
  private final Registry registry;
  private final Postings postings;

  ChannelApplier(ShardState state, Postings postings) {
    shard = state.shard();
    accounts = state.accounts();
    channels = state.channels();
    ids = state.ids();
    registry = state.registry();
    this.postings = postings;
  }

  void apply(TransferCredited e) {
    channels.addReceived(e.source(), e.amount());
    postings.credit(e.payee(), e.amount());
  }

  void apply(TransferReturned e) {
    channels.addReceived(e.source(), e.amount());
    Return message = new Return(e.id(), e.payer(), e.sequence(), e.amount(), e.code());
    channels.append(e.source(), message, OutgoingKind.RETURN, -1, e.amount(), 0, 0);
  }

  void apply(ReturnCredited e) {
    int payer = postings.slot(e.payer());
    channels.addReceived(e.source(), e.amount());
    accounts.addAvailable(payer, e.amount());
    int day = channels.outgoingDay(e.source(), e.sequence());
    int year = channels.outgoingYear(e.source(), e.sequence());
    postings.uncount(payer, e.amount(), day, year);
    channels.markReturned(e.source(), e.sequence());
    ids.settle(e.id().high(), e.id().low(), new Outcome.Returned(e.code()));
  }

  void apply(BookedToSuspense e) {
    channels.addReceived(e.source(), e.amount());
    accounts.addAvailable(suspense(e.bank()), e.amount());
    channels.markReturned(e.source(), e.sequence());
    ids.settle(e.id().high(), e.id().low(), new Outcome.Returned(e.code()));
  }

  void apply(GroupTaken e) {
    channels.take(e.source(), e.group());
  }

  void apply(AcknowledgementTaken e) {
    channels.acknowledge(e.peer(), e.mark());
  }

  void apply(ChannelStopped e) {
    channels.stop(e.peer(), notesWhy() ? e.why() : ChannelStop.UNKNOWN);
  }

  void apply(ChannelResumed e) {
    channels.resume(e.peer());
  }

  private boolean notesWhy() {
    return registry.rulesVersion() >= LedgerGenesis.RULES_WITH_RESUMED_CHANNELS;
  }

  /** Slot of the bank's suspense account, opened when it is needed first. */
  private int suspense(int bank) {
    long account = AccountNumber.suspense(bank, shard);
    int slot = accounts.find(account);
    return slot >= 0 ? slot : accounts.open(account, AccountKind.SUSPENSE, 0);
  }
}
