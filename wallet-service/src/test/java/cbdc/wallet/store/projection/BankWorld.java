package cbdc.wallet.store.projection;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.CommandId;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.Text;
import cbdc.protocol.wire.FeedKind;
import cbdc.protocol.wire.FeedRecord;
import cbdc.testkit.SeededRandom;
import cbdc.wallet.core.RefundBook;
import java.util.ArrayList;
import java.util.List;

/**
 * A bank's customers who pay, hold and refund at random, as its feed would tell it. What the tables
 * must hold is written down beside it, without any code of the projection.
 */
final class BankWorld {
  static final int BANK = 7;
  private static final int OTHER_BANK = 9;

  private final int shardCount;
  private final SeededRandom random;
  private final FeedScript feed;
  final Expected expected = new Expected();
  private final List<Long> own = new ArrayList<>();
  private final List<Expected.Payment> underWay = new ArrayList<>();
  private final List<Expected.Payment> acknowledged = new ArrayList<>();
  private final List<Expected.Hold> holds = new ArrayList<>();
  private long serial = AccountNumber.FIRST_CUSTOMER_SERIAL;

  BankWorld(int shardCount, SeededRandom random) {
    this.shardCount = shardCount;
    this.random = random;
    this.feed = new FeedScript(shardCount, 5);
    for (int i = 0; i < 6; i++) {
      open();
    }
    issue(5_000_000);
  }

  FeedScript feed() {
    return feed;
  }

  /** So many things happen, and all that is under way arrives. */
  void live(int steps) {
    for (int i = 0; i < steps; i++) {
      step();
      if (random.chance(1, 4)) {
        feed.close();
      } else if (random.chance(1, 3)) {
        feed.close(random.between(0, shardCount - 1), random.chance(1, 4) ? 2 : 0);
      }
    }
    while (!underWay.isEmpty() || !acknowledged.isEmpty()) {
      arrive();
    }
    feed.close();
  }

  private void step() {
    switch (random.between(0, 19)) {
      case 0 -> open();
      case 1 -> issue(random.between(1, 10_000));
      case 2 -> redeem();
      case 3 -> refuse();
      case 4 -> change();
      case 5, 6 -> placeHold();
      case 7, 8 -> capture();
      case 9 -> giveBack();
      case 10, 11 -> refund();
      case 12 -> sweep();
      case 13, 14, 15 -> arrive();
      default -> pay();
    }
  }

  private void open() {
    long account = AccountNumber.of(BANK, serial);
    serial += random.between(1, 1_000);
    AccountKind kind = random.chance(1, 3) ? AccountKind.MERCHANT : AccountKind.WALLET;
    int value = kind.code() * 256 + random.between(1, 4);
    add(shard(account), FeedKind.ACCOUNT_OPENED, feed.id(), account, 0, 0, value);
    expected.open(account, kind, value % 256, feed.timeMillis());
    own.add(account);
  }

  private void issue(long amount) {
    long vault = AccountNumber.vault(BANK);
    CommandId id = feed.id();
    add(0, FeedKind.ISSUED, id, vault, 0, amount, 0);
    expected.open(vault, AccountKind.VAULT, 0, feed.timeMillis());
    expected.line(vault, "ISSUED", id, 0, 0, amount, 0, feed.timeMillis());
  }

  private void redeem() {
    long vault = AccountNumber.vault(BANK);
    long amount = Math.min(100, expected.available(vault));
    CommandId id = feed.id();
    add(0, FeedKind.REDEEMED, id, vault, 0, amount, 0);
    expected.line(vault, "REDEEMED", id, 0, 0, -amount, 0, feed.timeMillis());
  }

  /** Declined payments, cancelled ids, refused openings. */
  private void refuse() {
    long payer = random.pick(own);
    CommandId id = feed.id();
    if (random.chance(1, 3)) {
      add(shard(payer), FeedKind.CANCELLED, id, payer, 0, 0, 0);
      var payment = new Expected.Payment(id, shard(payer), payer, 0, 0, "", "");
      payment.end("CANCELLED", 0, feed.timeMillis());
      expected.add(payment);
    } else if (random.chance(1, 3)) {
      int code = RejectionCode.CLASS_UNKNOWN.number();
      add(shard(payer), FeedKind.DECLINED, id, payer, 0, 0, code);
      var nothing = new Expected.Payment(id, shard(payer), payer, 0, 0, "", "");
      nothing.end("DECLINED", code, feed.timeMillis());
      expected.add(nothing);
    } else {
      int code = RejectionCode.INSUFFICIENT_FUNDS.number();
      long payee = someone();
      add(shard(payer), FeedKind.DECLINED, id, payer, payee, 77, code);
      var payment = new Expected.Payment(id, shard(payer), payer, payee, 77, "", "");
      payment.paid(feed.timeMillis());
      payment.end("DECLINED", code, feed.timeMillis());
      expected.add(payment);
    }
  }

  private void change() {
    long account = random.pick(own);
    int value = random.between(0, 3);
    switch (random.between(0, 2)) {
      case 0 -> {
        add(shard(account), FeedKind.CLASS_CHANGED, feed.id(), account, 0, 0, value);
        expected.account(account).classNumber = value;
      }
      case 1 -> {
        add(shard(account), FeedKind.STATUS_CHANGED, feed.id(), account, 0, 0, value);
        expected.account(account).status = value;
      }
      default -> {
        add(shard(account), FeedKind.OFFICIAL_STATUS_CHANGED, feed.id(), account, 0, 0, value);
        expected.account(account).officialStatus = value;
      }
    }
  }

  private void pay() {
    long payer = random.chance(1, 3) ? AccountNumber.vault(BANK) : payer();
    long payee = someone();
    long amount = Math.min(expected.available(payer), random.between(1, 5_000));
    if (amount > 0 && payer != payee) {
      pay(payer, payee, amount, "e2e " + random.between(1, 9), random.text(20));
    }
  }

  private void pay(long payer, long payee, long amount, String endToEndId, String note) {
    int shard = shard(payer);
    var payment = new Expected.Payment(feed.id(), shard, payer, payee, amount, endToEndId, note);
    if (shard(payee) == shard) {
      add(shard, FeedKind.PAID, payment, payer, payee);
      expected.add(payment);
      payment.paid(feed.timeMillis());
      expected.take(payment, "PAID", feed.timeMillis());
      expected.credit(payment, feed.timeMillis());
      return;
    }
    if (isOwn(payer)) {
      add(shard, FeedKind.SENT, payment, payer, payee);
      expected.add(payment);
      payment.paid(feed.timeMillis());
      expected.take(payment, "PAID", feed.timeMillis());
    }
    underWay.add(payment);
  }

  /** A payment reaches the payee's shard, or its answer the payer's. */
  private void arrive() {
    if (!acknowledged.isEmpty() && (underWay.isEmpty() || random.chance(1, 2))) {
      var payment = acknowledged.remove(random.between(0, acknowledged.size() - 1));
      if (isOwn(payment.payer)) {
        add(payment.shard, FeedKind.SETTLED, payment.id, 0, 0, 0, 0);
        payment.end("SETTLED", 0, feed.timeMillis());
      }
    } else if (!underWay.isEmpty()) {
      var payment = underWay.remove(random.between(0, underWay.size() - 1));
      if (random.chance(1, 4)) {
        sendBack(payment);
      } else {
        if (isOwn(payment.payee)) {
          add(shard(payment.payee), FeedKind.RECEIVED, payment, payment.payee, payment.payer);
          expected.add(payment);
          expected.credit(payment, feed.timeMillis());
        }
        // Swept suspense is never told to be settled.
        if (AccountNumber.serial(payment.payer) < 10_000
            || AccountNumber.isCustomer(payment.payer)) {
          acknowledged.add(payment);
        }
      }
    }
  }

  private void sendBack(Expected.Payment payment) {
    if (!isOwn(payment.payer)) {
      return;
    }
    int code = RejectionCode.PAYEE_BLOCKED.number();
    boolean toSuspense = random.chance(1, 3) && AccountNumber.isCustomer(payment.payer);
    long suspense = AccountNumber.suspense(BANK, payment.shard);
    long account = toSuspense ? suspense : payment.payer;
    FeedKind kind = toSuspense ? FeedKind.TO_SUSPENSE : FeedKind.RETURNED;
    long counter = toSuspense ? suspense : 0;
    add(payment.shard, kind, payment.id, payment.payer, counter, payment.amount, code);
    expected.open(account, AccountKind.SUSPENSE, 0, feed.timeMillis());
    payment.end("RETURNED", code, feed.timeMillis());
    payment.inSuspense = toSuspense;
    expected.line(
        account,
        "RETURNED",
        payment.id,
        payment.shard,
        toSuspense ? payment.payer : 0,
        payment.amount,
        0,
        feed.timeMillis());
  }

  private void placeHold() {
    long payer = payer();
    long payee = someone();
    long amount = Math.min(expected.available(payer), random.between(1, 3_000));
    if (!isOwn(payer) || amount < 1 || payer == payee) {
      return;
    }
    CommandId id = feed.id();
    var hold = new Expected.Hold(id, shard(payer), payer, payee, amount, feed.timeMillis());
    feed.add(
        hold.shard,
        new FeedRecord(
            FeedKind.HOLD_PLACED,
            id,
            id,
            payer,
            payee,
            amount,
            0,
            feed.timeMillis() + 1_000,
            Text.of("deposit"),
            Text.EMPTY));
    expected.holds.put(id.toString(), hold);
    holds.add(hold);
    expected.line(payer, "HOLD_PLACED", id, hold.shard, payee, -amount, amount, feed.timeMillis());
  }

  private void capture() {
    if (holds.isEmpty()) {
      return;
    }
    var hold = random.pick(holds);
    long part = random.between(1, hold.amount - hold.captured);
    var payment =
        new Expected.Payment(feed.id(), hold.shard, hold.payer, hold.payee, part, "", "part");
    payment.hold = hold.id;
    boolean here = shard(hold.payee) == hold.shard;
    FeedKind kind = here ? FeedKind.HOLD_CAPTURED : FeedKind.HOLD_CAPTURE_SENT;
    add(hold.shard, kind, payment, hold.payer, hold.payee);
    hold.captured += part;
    if (hold.captured == hold.amount) {
      endHold(hold, "CAPTURED");
    }
    expected.add(payment);
    payment.paid(feed.timeMillis());
    expected.line(
        hold.payer,
        "HOLD_CAPTURED",
        payment.id,
        hold.shard,
        hold.payee,
        0,
        -part,
        feed.timeMillis());
    if (here) {
      expected.credit(payment, feed.timeMillis());
    } else {
      underWay.add(payment);
    }
  }

  private void giveBack() {
    if (holds.isEmpty()) {
      return;
    }
    var hold = random.pick(holds);
    boolean expires = random.chance(1, 2);
    long rest = hold.amount - hold.captured;
    feed.add(
        hold.shard,
        new FeedRecord(
            expires ? FeedKind.HOLD_EXPIRED : FeedKind.HOLD_RELEASED,
            expires ? FeedRecord.NO_ID : feed.id(),
            hold.id,
            hold.payer,
            0,
            expires ? rest : 0,
            0,
            Text.EMPTY,
            Text.EMPTY));
    endHold(hold, expires ? "EXPIRED" : "RELEASED");
    expected.line(
        hold.payer,
        expires ? "HOLD_EXPIRED" : "HOLD_RELEASED",
        hold.id,
        hold.shard,
        hold.payee,
        rest,
        -rest,
        feed.timeMillis());
  }

  private void endHold(Expected.Hold hold, String status) {
    hold.status = status;
    hold.ended = feed.timeMillis();
    holds.remove(hold);
  }

  /** The payee of a settled payment gives a part of it back. */
  private void refund() {
    List<Expected.Payment> settled =
        expected.payments().filter(p -> p.isCredited() && isOwn(p.payee)).toList();
    if (settled.isEmpty()) {
      return;
    }
    var original = random.pick(settled);
    long amount = Math.min(expected.available(original.payee), original.amount);
    if (amount > 0) {
      long part = random.between(1, amount);
      pay(original.payee, original.payer, part, RefundBook.endToEndId(original.id), "sorry");
    }
  }

  private void sweep() {
    int shard = random.between(0, shardCount - 1);
    long suspense = AccountNumber.suspense(BANK, shard);
    long amount = expected.available(suspense);
    if (amount == 0) {
      return;
    }
    long vault = AccountNumber.vault(BANK);
    var payment = new Expected.Payment(feed.id(), shard, suspense, vault, amount, "", "");
    add(shard, FeedKind.SUSPENSE_SWEPT, payment.id, suspense, vault, 0, shard);
    expected.add(payment);
    payment.paid(feed.timeMillis());
    expected.take(payment, "PAID", feed.timeMillis());
    if (shard == 0) {
      expected.credit(payment, feed.timeMillis());
    } else {
      underWay.add(payment);
    }
  }

  private void add(
      int shard, FeedKind kind, CommandId id, long account, long counter, long amount, int value) {
    feed.add(shard, kind, id, account, counter, amount, value);
  }

  private void add(
      int shard, FeedKind kind, Expected.Payment p, long account, long counterAccount) {
    CommandId hold = p.hold == null || kind == FeedKind.RECEIVED ? FeedRecord.NO_ID : p.hold;
    feed.add(
        shard,
        new FeedRecord(
            kind,
            p.id,
            hold,
            account,
            counterAccount,
            p.amount,
            0,
            Text.of(p.endToEndId),
            Text.of(p.note)));
  }

  private long payer() {
    return random.chance(1, 4) ? foreign() : random.pick(own);
  }

  private long someone() {
    return switch (random.between(0, 5)) {
      case 0 -> AccountNumber.vault(BANK);
      case 1 -> foreign();
      default -> random.pick(own);
    };
  }

  private long foreign() {
    return AccountNumber.of(OTHER_BANK, AccountNumber.FIRST_CUSTOMER_SERIAL + random.between(0, 9));
  }

  private int shard(long account) {
    return AccountNumber.shard(account, shardCount);
  }

  private static boolean isOwn(long account) {
    return AccountNumber.bank(account) == BANK;
  }
}
