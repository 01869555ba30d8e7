package cbdc.settlement.ledger.apply;

import cbdc.protocol.ChannelMessage.Transfer;
import cbdc.protocol.CommandId;
import cbdc.protocol.Event.HoldCaptureSent;
import cbdc.protocol.Event.HoldCaptured;
import cbdc.protocol.Event.HoldExpired;
import cbdc.protocol.Event.HoldPlaced;
import cbdc.protocol.Event.HoldReleased;
import cbdc.settlement.ledger.state.Accounts;
import cbdc.settlement.ledger.state.Channels;
import cbdc.settlement.ledger.state.Holds;
import cbdc.settlement.ledger.state.OutgoingKind;
import cbdc.settlement.ledger.state.ShardState;

/** The life of a hold: placed, captured in parts, then used up, released or expired. */
final class HoldApplier {
  private final Accounts accounts;
  private final Holds holds;
  private final Channels channels;
  private final Postings postings;

  HoldApplier(ShardState state, Postings postings) {
    accounts = state.accounts();
    holds = state.holds();
    channels = state.channels();
    this.postings = postings;
  }

  void apply(HoldPlaced e, int day, int year) {
    int payer = postings.slot(e.payer());
    holds.place(
        e.id().high(), e.id().low(), payer, e.payee(), e.amount(), e.expiresAtMillis(), day, year);
    accounts.addAvailable(payer, -e.amount());
    accounts.addHeld(payer, e.amount());
    accounts.addOpenHolds(payer, 1);
    postings.count(payer, e.amount(), day, year);
  }

  void apply(HoldCaptured e) {
    capture(hold(e.hold()), e.amount());
    postings.credit(e.payee(), e.amount());
  }

  void apply(HoldCaptureSent e) {
    int hold = hold(e.hold());
    int payer = holds.payerSlot(hold);
    int day = holds.day(hold);
    int year = holds.year(hold);
    capture(hold, e.amount());
    accounts.addPending(payer, 1);
    Transfer message =
        new Transfer(e.id(), e.payer(), e.payee(), e.amount(), e.endToEndId(), e.note());
    channels.append(
        e.destination(), message, OutgoingKind.HOLD_CAPTURE, payer, e.amount(), day, year);
  }

  void apply(HoldReleased e) {
    giveBack(hold(e.hold()), e.amount());
  }

  void apply(HoldExpired e) {
    giveBack(hold(e.hold()), e.amount());
  }

  private int hold(CommandId id) {
    int hold = holds.find(id.high(), id.low());
    if (hold < 0) {
      throw new IllegalStateException("hold " + id + " is not open");
    }
    return hold;
  }

  private void capture(int hold, long amount) {
    int payer = holds.payerSlot(hold);
    accounts.addHeld(payer, -amount);
    if (holds.reduce(hold, amount) == 0) {
      end(hold, payer);
    }
  }

  private void giveBack(int hold, long amount) {
    int payer = holds.payerSlot(hold);
    accounts.addHeld(payer, -amount);
    accounts.addAvailable(payer, amount);
    postings.uncount(payer, amount, holds.day(hold), holds.year(hold));
    end(hold, payer);
  }

  private void end(int hold, int payer) {
    holds.remove(hold);
    accounts.addOpenHolds(payer, -1);
  }
}
