package cbdc.wallet.store.projection;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.CommandId;
import cbdc.protocol.wire.FeedKind;
import cbdc.protocol.wire.FeedPage;
import cbdc.protocol.wire.FeedRecord;
import cbdc.wallet.core.EntryKind;
import cbdc.wallet.core.HoldRecord;
import cbdc.wallet.core.PaymentKey;
import cbdc.wallet.core.PaymentStatus;

/** What each feed record means for the bank's books. Works in memory only. */
final class FeedApplier {
  private static final int CLASSES = 256;

  private final LedgerIdentity ledger;
  private final Drafts drafts;
  private int shard;

  FeedApplier(LedgerIdentity ledger, Drafts drafts) {
    this.ledger = ledger;
    this.drafts = drafts;
  }

  /** Works a page in. */
  void apply(FeedSlice slice) {
    shard = slice.shard();
    for (FeedPage.FeedBatch batch : slice.page().batches()) {
      int position = 0;
      for (FeedRecord record : batch.records()) {
        Place place = Place.of(shard, batch, position);
        try {
          apply(record, place);
        } catch (FeedContradiction rule) {
          throw rule.at(place);
        }
        position++;
      }
    }
  }

  private void apply(FeedRecord r, Place place) {
    switch (r.kind()) {
      case PAID -> paid(r, place);
      case SENT -> sent(r, place);
      case RECEIVED -> received(r, place);
      case SETTLED -> drafts.payment(key(r)).close(PaymentStatus.SETTLED, 0, place);
      case RETURNED -> returned(r, place);
      case TO_SUSPENSE -> toSuspense(r, place);
      case HOLD_PLACED -> holdPlaced(r, place);
      case HOLD_CAPTURED, HOLD_CAPTURE_SENT -> holdCaptured(r, place);
      case HOLD_RELEASED, HOLD_EXPIRED -> holdEnded(r, place);
      case ACCOUNT_OPENED -> opened(r, place);
      case CLASS_CHANGED -> changed(r, place).classNumber = r.value();
      case STATUS_CHANGED -> changed(r, place).status = status(r);
      case OFFICIAL_STATUS_CHANGED -> changed(r, place).officialStatus = status(r);
      case DECLINED -> declined(r, place);
      case CANCELLED -> cancelled(r, place);
      case ISSUED -> post(r.account(), EntryKind.ISSUED, key(r), 0, r.amount(), place);
      case REDEEMED -> post(r.account(), EntryKind.REDEEMED, key(r), 0, -r.amount(), place);
      case SUSPENSE_SWEPT -> swept(r, place);
      case RESERVE_CREDITED, ORDER_EXECUTED, ORDER_SENT -> {
        // Nothing of what the projection keeps.
      }
    }
  }

  private void paid(FeedRecord r, Place place) {
    PaymentDraft payment = content(key(r), r.account(), r.counterAccount(), r);
    payment.pay(place);
    payment.credit(place);
    post(r.account(), EntryKind.PAID, payment.key, r.counterAccount(), -r.amount(), place);
    post(r.counterAccount(), EntryKind.RECEIVED, payment.key, r.account(), r.amount(), place);
  }

  private void sent(FeedRecord r, Place place) {
    PaymentDraft payment = content(key(r), r.account(), r.counterAccount(), r);
    payment.pay(place);
    post(r.account(), EntryKind.PAID, payment.key, r.counterAccount(), -r.amount(), place);
  }

  private void received(FeedRecord r, Place place) {
    PaymentKey key = new PaymentKey(shardOf(r.counterAccount()), r.id());
    content(key, r.counterAccount(), r.account(), r).credit(place);
    post(r.account(), EntryKind.RECEIVED, key, r.counterAccount(), r.amount(), place);
  }

  private void returned(FeedRecord r, Place place) {
    PaymentDraft payment = drafts.payment(key(r));
    payment.close(PaymentStatus.RETURNED, r.value(), place);
    // Its other side is the payment's payee, whom this record does not name.
    post(r.account(), EntryKind.RETURNED, payment.key, 0, r.amount(), place);
  }

  private void toSuspense(FeedRecord r, Place place) {
    PaymentDraft payment = drafts.payment(key(r));
    payment.close(PaymentStatus.RETURNED, r.value(), place);
    payment.inSuspense = true;
    post(r.counterAccount(), EntryKind.RETURNED, payment.key, r.account(), r.amount(), place);
  }

  private void holdPlaced(FeedRecord r, Place place) {
    PaymentKey key = key(r);
    drafts.place(
        new HoldDraft(
            key,
            r.account(),
            r.counterAccount(),
            r.amount(),
            Texts.storable(r.endToEndId()),
            Texts.storable(r.note()),
            place.at(),
            place.timeMillis(),
            r.expiresAtMillis()));
    move(
        r.account(),
        EntryKind.HOLD_PLACED,
        key,
        r.counterAccount(),
        -r.amount(),
        r.amount(),
        place);
  }

  private void holdCaptured(FeedRecord r, Place place) {
    PaymentDraft payment = content(key(r), r.account(), r.counterAccount(), r);
    payment.hold = r.hold();
    payment.pay(place);
    if (isOwn(r.account())) {
      hold(r).capture(r.id(), r.amount(), place);
    }
    long payee = r.counterAccount();
    move(r.account(), EntryKind.HOLD_CAPTURED, payment.key, payee, 0, -r.amount(), place);
    if (shardOf(payee) == shard) {
      payment.credit(place);
      post(payee, EntryKind.RECEIVED, payment.key, r.account(), r.amount(), place);
    }
  }

  private void holdEnded(FeedRecord r, Place place) {
    HoldDraft hold = hold(r);
    boolean isExpired = r.kind() == FeedKind.HOLD_EXPIRED;
    long rest =
        isExpired
            ? hold.giveBack(HoldRecord.Status.EXPIRED, null, place)
            : hold.giveBack(HoldRecord.Status.RELEASED, r.id(), place);
    EntryKind kind = isExpired ? EntryKind.HOLD_EXPIRED : EntryKind.HOLD_RELEASED;
    move(r.account(), kind, hold.key, hold.payee, rest, -rest, place);
  }

  private void opened(FeedRecord r, Place place) {
    AccountKind kind = AccountKind.ofCode(r.value() / CLASSES);
    if (kind == null) {
      throw new FeedContradiction("an account of unknown kind is opened");
    }
    drafts.open(new AccountDraft(r.account(), kind, r.value() % CLASSES, place.timeMillis()));
    changed(r, place);
  }

  /** Those without an amount were no payments: they opened, changed or released something. */
  private void declined(FeedRecord r, Place place) {
    PaymentDraft payment = content(key(r), r.account(), r.counterAccount(), r);
    payment.hold = none(r.hold()) || r.hold().equals(r.id()) ? null : r.hold();
    if (r.amount() > 0) {
      payment.pay(place);
    } else {
      drafts.refuse(r.id());
    }
    payment.close(PaymentStatus.DECLINED, r.value(), place);
  }

  private void cancelled(FeedRecord r, Place place) {
    drafts.refuse(r.id());
    content(key(r), r.account(), 0, r).close(PaymentStatus.CANCELLED, 0, place);
  }

  /** The feed does not say how much: it is all that the account had. */
  private void swept(FeedRecord r, Place place) {
    PaymentDraft payment = content(key(r), r.account(), r.counterAccount(), r);
    payment.amount = drafts.account(r.account(), place.timeMillis()).available;
    payment.pay(place);
    long vault = r.counterAccount();
    post(r.account(), EntryKind.PAID, payment.key, vault, -payment.amount, place);
    if (shardOf(vault) == shard) {
      payment.credit(place);
      post(vault, EntryKind.RECEIVED, payment.key, r.account(), payment.amount, place);
    }
  }

  private PaymentDraft content(PaymentKey key, long payer, long payee, FeedRecord r) {
    PaymentDraft payment = drafts.payment(key);
    if (!payment.hasContent) {
      payment.hasContent = true;
      payment.payer = payer;
      payment.payee = payee;
      payment.amount = r.amount();
      payment.endToEndId = Texts.storable(r.endToEndId());
      payment.note = Texts.storable(r.note());
      CommandId original = Texts.refunded(payment.endToEndId);
      if (original != null && payee != 0) {
        payment.refundOf = new PaymentKey(shardOf(payee), original);
      }
    }
    return payment;
  }

  /** A line that changes only what is available. */
  private void post(
      long account, EntryKind kind, PaymentKey payment, long counter, long amount, Place place) {
    move(account, kind, payment, counter, amount, 0, place);
  }

  private void move(
      long account,
      EntryKind kind,
      PaymentKey payment,
      long counter,
      long ofAvailable,
      long ofHeld,
      Place place) {
    if (isOwn(account)) {
      drafts.post(account, kind, payment, counter, ofAvailable, ofHeld, place);
    }
  }

  private AccountDraft changed(FeedRecord r, Place place) {
    drafts.change(new ChangeDraft(r.id(), r.account(), r.kind(), r.value(), place));
    return drafts.account(r.account(), place.timeMillis());
  }

  private HoldDraft hold(FeedRecord r) {
    return drafts.hold(new PaymentKey(shard, r.hold()));
  }

  /** The key of what was commanded in this shard. */
  private PaymentKey key(FeedRecord r) {
    return new PaymentKey(shard, r.id());
  }

  private static AccountStatus status(FeedRecord r) {
    AccountStatus status = AccountStatus.ofCode(r.value());
    if (status == null) {
      throw new FeedContradiction("a status is unknown");
    }
    return status;
  }

  private static boolean none(CommandId id) {
    return id.equals(FeedRecord.NO_ID);
  }

  private boolean isOwn(long account) {
    return AccountNumber.bank(account) == ledger.bank();
  }

  private int shardOf(long account) {
    return AccountNumber.shard(account, ledger.shardCount());
  }
}
