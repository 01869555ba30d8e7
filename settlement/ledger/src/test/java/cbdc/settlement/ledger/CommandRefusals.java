package cbdc.settlement.ledger;

import static cbdc.protocol.AccountKind.MERCHANT;
import static cbdc.protocol.AccountKind.VAULT;
import static cbdc.protocol.AccountKind.WALLET;
import static cbdc.protocol.RejectionCode.*;
import static cbdc.settlement.ledger.LedgerWorld.LIMITED;
import static cbdc.settlement.ledger.LedgerWorld.UNLIMITED;
import static cbdc.settlement.ledger.Refusal.refusal;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.BankStatus;
import cbdc.protocol.ChannelGroup;
import cbdc.protocol.Command.AskOutcome;
import cbdc.protocol.Command.Pay;
import cbdc.protocol.Command.SetStatus;
import cbdc.protocol.CommandId;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.Order.SetBank;
import cbdc.protocol.Order.SetPolicy;
import cbdc.protocol.Text;
import java.time.Instant;
import java.util.List;

/** Refusals of accounts and payments, in the order of their codes. */
final class CommandRefusals {
  /** Midnight of 2 March 2026 at UTC+8, and New Year's there. */
  private static final long NEXT_DAY = Instant.parse("2026-03-01T16:00:00Z").toEpochMilli();

  private static final long NEXT_YEAR = Instant.parse("2026-12-31T16:00:00Z").toEpochMilli();
  private static final long EIGHTH = 1L << 60;

  private CommandRefusals() {}

  static List<Refusal> rows() {
    return List.of(
        // The id.
        refusal(ID_NOT_VERSION_7, "a random UUID")
            .when(
                t ->
                    payAs(
                        new CommandId(0x0011_2233_4455_4677L, 0x8899_AABB_CCDD_EEFFL),
                        t.alice,
                        t.bob,
                        1)),
        refusal(ID_IN_FUTURE, "an id of 11 s ahead")
            .when(t -> payAs(CommandId.of(t.world.nowMillis() + 10_001, 1, 1), t.alice, t.bob, 1)),
        refusal(ID_REUSED, "another amount under an id that was used")
            .given(
                t ->
                    t.world.execute(
                        payAs(CommandId.of(LedgerWorld.START_MILLIS, 9, 9), t.alice, t.shop, 100)))
            .when(t -> payAs(CommandId.of(LedgerWorld.START_MILLIS, 9, 9), t.alice, t.shop, 101))
            .balances("alice 900 shop 100"),
        refusal(ID_EXPIRED, "an id of a window and a millisecond ago")
            .given(t -> t.world.advanceMillis(120_001))
            .when(t -> payAs(CommandId.of(LedgerWorld.START_MILLIS, 9, 9), t.alice, t.bob, 1)),
        refusal(ID_EXPIRED, "a question about an expired id")
            .given(t -> t.world.advanceMillis(120_001))
            .when(
                t ->
                    AskOutcome.ofAnyContent(CommandId.of(LedgerWorld.START_MILLIS, 9, 9), t.alice)),
        // The caller.
        refusal(BANK_UNKNOWN, "a bank that was never admitted")
            .when(t -> t.pay(t.alice, t.bob, 1))
            .by(7),
        refusal(BANK_UNKNOWN, "a bank code beyond 9999")
            .when(t -> t.pay(t.alice, t.bob, 1))
            .by(60_000),
        refusal(BANK_SUSPENDED, "a suspended bank's customer")
            .given(t -> suspend(t, 1))
            .when(t -> t.pay(t.alice, t.bob, 1)),
        refusal(BANK_KEY_UNKNOWN, "another bank's key")
            .when(t -> t.pay(t.alice, t.bob, 1))
            .withKey(LedgerWorld.bankKey(2).keyId()),
        refusal(BANK_KEY_UNKNOWN, "the central bank with a bank's key")
            .when(t -> t.world.signed(new SetPolicy(t.world.header(0), t.world.genesis().policy())))
            .by(0)
            .withKey(LedgerWorld.bankKey(2).keyId()),
        refusal(FOREIGN_ACCOUNT, "paying from another bank's customer")
            .when(t -> t.pay(t.alice, t.shop, 1))
            .by(2),
        refusal(FOREIGN_ACCOUNT, "blocking another bank's customer")
            .when(t -> t.setStatus(t.alice, AccountStatus.BLOCKED))
            .by(2),
        refusal(FOREIGN_ACCOUNT, "asking about another bank's customer")
            .when(t -> AskOutcome.ofAnyContent(t.id(), t.alice))
            .by(2),
        // The form.
        refusal(WRONG_SHARD, "an account of shard 1 in shard 2")
            .when(t -> t.pay(t.alice, t.bob, 1))
            .to(2),
        refusal(ACCOUNT_INVALID, "a payee beyond the last account number")
            .when(t -> t.pay(t.alice, AccountNumber.of(9999, AccountNumber.MAX_SERIAL) + 1, 1)),
        refusal(ACCOUNT_INVALID, "a negative payee").when(t -> t.pay(t.alice, -t.bob, 1)),
        refusal(ACCOUNT_KIND_NOT_ALLOWED, "a customer into another bank's vault")
            .when(t -> t.pay(t.alice, t.vault2, 1)),
        refusal(ACCOUNT_KIND_NOT_ALLOWED, "a customer into a reserve")
            .when(t -> t.pay(t.alice, AccountNumber.reserve(1), 1)),
        refusal(ACCOUNT_KIND_NOT_ALLOWED, "a vault to another bank's customer")
            .when(t -> t.pay(t.vault1, t.shop, 1)),
        refusal(ACCOUNT_KIND_NOT_ALLOWED, "out of a reserve")
            .when(t -> t.pay(AccountNumber.reserve(1), t.vault1, 1)),
        refusal(ACCOUNT_KIND_NOT_ALLOWED, "opening a vault")
            .when(t -> t.open(t.stranger, VAULT, UNLIMITED)),
        refusal(ACCOUNT_KIND_NOT_ALLOWED, "opening a wallet under a system serial")
            .when(t -> t.open(AccountNumber.of(1, 77), WALLET, UNLIMITED)),
        refusal(ACCOUNT_KIND_NOT_ALLOWED, "blocking a vault")
            .when(t -> t.setStatus(t.vault1, AccountStatus.BLOCKED)),
        refusal(AMOUNT_NOT_POSITIVE, "nothing").when(t -> t.pay(t.alice, t.bob, 0)),
        refusal(AMOUNT_NOT_POSITIVE, "a negative amount").when(t -> t.pay(t.alice, t.bob, -5)),
        refusal(SAME_ACCOUNT, "to oneself").when(t -> t.pay(t.alice, t.alice, 1)),
        refusal(SAME_ACCOUNT, "a vault to itself").when(t -> t.pay(t.vault1, t.vault1, 1)),
        refusal(TEXT_TOO_LONG, "a note of 141 bytes")
            .when(t -> new Pay(t.id(), t.alice, t.bob, 1, Text.EMPTY, Text.of("x".repeat(141)))),
        refusal(TEXT_TOO_LONG, "an end-to-end id of 36 bytes")
            .when(t -> new Pay(t.id(), t.alice, t.bob, 1, Text.of("x".repeat(36)), Text.EMPTY)),
        refusal(CLASS_UNKNOWN, "opening under a class that is not there")
            .when(t -> t.open(t.stranger, WALLET, 9)),
        refusal(CLASS_UNKNOWN, "changing to a class that is not there")
            .when(t -> t.changeClass(t.alice, 9)),
        refusal(CLASS_UNKNOWN, "paying from a class that the policy dropped")
            .given(t -> onlyClass(t, LIMITED))
            .when(t -> t.pay(t.alice, t.bob, 1)),
        // The payer's account.
        refusal(ACCOUNT_EXISTS, "opening twice").when(t -> t.open(t.alice, MERCHANT, UNLIMITED)),
        refusal(ACCOUNT_UNKNOWN, "paying from an account that was never opened")
            .when(t -> t.pay(t.stranger, t.bob, 1)),
        refusal(ACCOUNT_UNKNOWN, "blocking an account that was never opened")
            .when(t -> t.setStatus(t.stranger, AccountStatus.BLOCKED)),
        refusal(ACCOUNT_UNKNOWN, "changing the class of an account that was never opened")
            .when(t -> t.changeClass(t.stranger, LIMITED)),
        refusal(ACCOUNT_CLOSED, "paying from a closed account")
            .given(CommandRefusals::closedStranger)
            .when(t -> t.pay(t.stranger, t.bob, 1)),
        refusal(ACCOUNT_CLOSED, "opening up a closed account")
            .given(CommandRefusals::closedStranger)
            .when(t -> t.setStatus(t.stranger, AccountStatus.ACTIVE)),
        refusal(ACCOUNT_BLOCKED, "paying from a blocked account")
            .given(t -> t.done(t.setStatus(t.alice, AccountStatus.DEBIT_BLOCKED)))
            .when(t -> t.pay(t.alice, t.bob, 1)),
        refusal(OFFICIALLY_BLOCKED, "paying from an officially blocked account")
            .given(t -> t.officialStatus(t.alice, AccountStatus.DEBIT_BLOCKED))
            .when(t -> t.pay(t.alice, t.bob, 1)),
        refusal(OFFICIALLY_BLOCKED, "and the bank's unblocking does not lift it")
            .given(t -> t.officialStatus(t.alice, AccountStatus.BLOCKED))
            .given(
                t -> {
                  t.officialStatus(t.alice, AccountStatus.BLOCKED);
                  t.done(t.setStatus(t.alice, AccountStatus.ACTIVE));
                })
            .when(t -> t.pay(t.alice, t.bob, 1)),
        refusal(OFFICIALLY_BLOCKED, "closing an officially blocked account")
            .given(
                t -> {
                  t.done(t.open(t.stranger, WALLET, UNLIMITED));
                  t.officialStatus(t.stranger, AccountStatus.CREDIT_BLOCKED);
                })
            .when(t -> t.setStatus(t.stranger, AccountStatus.CLOSED)),
        // Limits and money.
        refusal(LIMIT_SINGLE, "1 over the single limit")
            .when(t -> t.pay(t.bob, t.alice, 1_001))
            .left(1_000),
        refusal(LIMIT_DAILY, "the third payment of a day")
            .given(t -> payTimes(t, 2, 1_000))
            .when(t -> t.pay(t.bob, t.shop, 501))
            .left(500)
            .until(t -> NEXT_DAY)
            .balances("bob 2500 shop 2000"),
        refusal(LIMIT_YEARLY, "the third day of a year")
            .given(
                t -> {
                  spendADay(t, 2_500);
                  spendADay(t, 1_500);
                  t.world.fund(t.bob, 2_000);
                  spendADay(t, 1_500);
                })
            .when(t -> t.pay(t.bob, t.shop, 501))
            .left(500)
            .until(t -> NEXT_YEAR)
            .balances("bob 1000 shop 5500"),
        refusal(INSUFFICIENT_FUNDS, "1 more than there is")
            .when(t -> t.pay(t.alice, t.shop, 1_001))
            .left(1_000),
        refusal(INSUFFICIENT_FUNDS, "held money does not count")
            .given(t -> t.done(t.hold(t.alice, t.shop, 600)))
            .when(t -> t.pay(t.alice, t.shop, 401))
            .left(400)
            .balances("alice 400+600 shop 0"),
        refusal(INSUFFICIENT_FUNDS, "more than the vault has")
            .when(t -> t.pay(t.vault1, t.alice, 4_501))
            .left(4_500),
        refusal(ACCOUNT_NOT_EMPTY, "closing with money")
            .when(t -> t.setStatus(t.alice, AccountStatus.CLOSED)),
        refusal(ACCOUNT_NOT_EMPTY, "closing with a hold open")
            .given(t -> t.done(t.hold(t.alice, t.shop, 1_000)))
            .when(t -> t.setStatus(t.alice, AccountStatus.CLOSED))
            .balances("alice 0+1000 shop 0"),
        refusal(ACCOUNT_NOT_EMPTY, "closing with a payment under way")
            .given(t -> t.done(t.pay(t.alice, t.carol, 1_000)))
            .when(t -> t.setStatus(t.alice, AccountStatus.CLOSED))
            .balances("alice 0 carol 0"),
        // The payee.
        refusal(PAYEE_UNKNOWN, "a payee that was never opened")
            .when(t -> t.pay(t.alice, t.stranger, 1)),
        refusal(PAYEE_CLOSED, "a closed payee")
            .given(CommandRefusals::closedStranger)
            .when(t -> t.pay(t.alice, t.stranger, 1)),
        refusal(PAYEE_BLOCKED, "a payee blocked by its bank")
            .given(t -> t.done(t.setStatus(t.bob, AccountStatus.CREDIT_BLOCKED)))
            .when(t -> t.pay(t.alice, t.bob, 1)),
        refusal(PAYEE_BLOCKED, "a payee blocked by an order")
            .given(t -> t.officialStatus(t.bob, AccountStatus.CREDIT_BLOCKED))
            .when(t -> t.pay(t.alice, t.bob, 1)),
        refusal(PAYEE_BALANCE_LIMIT, "1 over the payee's cap")
            .when(t -> t.pay(t.alice, t.bob, 501)),
        refusal(PAYEE_BALANCE_LIMIT, "the payee's held money counts")
            .given(t -> t.done(t.hold(t.bob, t.shop, 1_000)))
            .when(t -> t.pay(t.alice, t.bob, 501))
            .balances("alice 1000 bob 3500+1000"),
        refusal(PAYEE_BALANCE_LIMIT, "a payee whose class the policy dropped")
            .given(t -> onlyClass(t, UNLIMITED))
            .when(t -> t.pay(t.alice, t.bob, 1)),
        // What is counted must stay countable.
        refusal(AMOUNT_OVERFLOW, "more in a year than can be counted")
            .given(CommandRefusals::spendAlmostEverythingThereIs)
            .when(t -> t.pay(t.alice, t.shop, EIGHTH))
            .balances("shop 1000"),
        // Tables at their limit: nothing is spent, the same command may come again.
        refusal(OVERLOADED, "no room for another id")
            .in(10, 8, 10)
            .given(t -> fillIds(t, 1))
            .when(t -> t.pay(t.alice, t.shop, 1)),
        refusal(TOO_MANY_ACCOUNTS, "opening one more than the shard keeps")
            .keepingAccounts(3)
            .when(t -> t.open(t.stranger, WALLET, UNLIMITED)),
        refusal(OUTBOX_FULL, "too many payments under way to one shard")
            .in(10, 1_000, 3)
            .given(t -> payCarolTimes(t, 3))
            .when(t -> t.pay(t.alice, t.carol, 1))
            .balances("alice 997 carol 0"),
        refusal(CHANNEL_STOPPED, "a peer that sent what cannot be")
            .given(
                t ->
                    t.world.deliver(
                        2, 1, new ChannelGroup(1, 1, new byte[32], new byte[] {1, 2, 3})))
            .when(t -> t.pay(t.alice, t.carol, 1)));
  }

  private static Pay payAs(CommandId id, long payer, long payee, long amount) {
    return new Pay(id, payer, payee, amount, Text.EMPTY, Text.EMPTY);
  }

  private static void suspend(Town t, int bank) {
    t.world.order(
        new SetBank(
            t.world.header(bank),
            BankStatus.SUSPENDED,
            20_000,
            List.of(LedgerWorld.bankKey(bank))));
    t.world.deliverAll();
  }

  private static void onlyClass(Town t, int classNumber) {
    LimitPolicy policy = t.world.genesis().policy();
    t.world.order(
        new SetPolicy(
            t.world.header(0),
            new LimitPolicy(
                policy.utcOffsetSeconds(),
                policy.classes().stream().filter(c -> c.classNumber() == classNumber).toList())));
    t.world.deliverAll();
  }

  private static void closedStranger(Town t) {
    t.done(t.open(t.stranger, WALLET, UNLIMITED));
    t.done(new SetStatus(t.id(), t.stranger, AccountStatus.CLOSED));
  }

  private static void payTimes(Town t, int times, long amount) {
    for (int i = 0; i < times; i++) {
      t.done(t.pay(t.bob, t.shop, amount));
    }
  }

  private static void payCarolTimes(Town t, int times) {
    for (int i = 0; i < times; i++) {
      t.done(t.pay(t.alice, t.carol, 1));
    }
  }

  /** Spends an amount of a day in payments of at most 1,000, and lets the day pass. */
  private static void spendADay(Town t, long amount) {
    for (long left = amount; left > 0; left -= 1_000) {
      t.done(t.pay(t.bob, t.shop, Math.min(left, 1_000)));
    }
    t.world.advanceMillis(Town.DAY_MILLIS);
  }

  /**
   * Alice and the shop pay an eighth of all the money that can exist back and forth, until her
   * year's sum cannot take it once more.
   */
  private static void spendAlmostEverythingThereIs(Town t) {
    t.world.order(
        new SetBank(
            t.world.header(1), BankStatus.ACTIVE, Long.MAX_VALUE, List.of(LedgerWorld.bankKey(1))));
    t.world.deliverAll();
    t.world.issue(1, EIGHTH);
    t.world.fund(t.alice, EIGHTH);
    for (int i = 0; i < 7; i++) {
      t.done(t.pay(t.alice, t.shop, EIGHTH));
      t.done(t.pay(t.shop, t.alice, EIGHTH));
    }
    t.done(t.pay(t.alice, t.shop, 1_000));
  }

  private static void fillIds(Town t, int shard) {
    while (!t.world.state(shard).ids().isFull()) {
      t.world.execute(t.pay(t.stranger, t.shop, 1));
    }
  }
}
