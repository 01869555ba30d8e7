package cbdc.simulator.drill.check;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.BankStatus;
import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.Order;
import cbdc.protocol.OrderCodec;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.Text;
import cbdc.simulator.drill.check.JournalEntry.Credited;
import cbdc.simulator.drill.check.JournalEntry.Execution;
import cbdc.testkit.SeededRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A history without a fault, made from a seed: a ledger so simple that it is right, and clients
 * that record what it says. Tests change it.
 */
final class TrueHistory {
  static final int SHARDS = 3;
  static final long WINDOW_MILLIS = 120_000;
  private static final int BANK = 1;
  private static final long ISSUED = 1_000_000;
  private static final long START_MILLIS = 1_800_000_000_000L;

  final List<JournalEntry> journal = new ArrayList<>();
  final List<Submission> submissions = new ArrayList<>();
  final List<Reply> replies = new ArrayList<>();
  final List<BalanceSeen> balances = new ArrayList<>();
  final List<ServicePayment> servicePayments = new ArrayList<>();
  private final LedgerModel model = new LedgerModel(SHARDS, WINDOW_MILLIS);
  private final SeededRandom random;
  private final Map<Long, Long> money = new HashMap<>();
  private final List<Long> wallets = new ArrayList<>();
  private final long[] lastIndex = new long[SHARDS];
  private long nanos;

  TrueHistory(long seed, int steps) {
    random = new SeededRandom(seed);
    Order.Header header = new Order.Header(1, 2, BANK, 1, 30_000);
    order(new Order.SetBank(header, BankStatus.ACTIVE, ISSUED, List.of()));
    order(new Order.Issue(header, ISSUED));
    money.put(AccountNumber.vault(BANK), ISSUED);
    for (int i = 0; i < 8; i++) {
      long wallet = AccountNumber.of(BANK, AccountNumber.FIRST_CUSTOMER_SERIAL + i);
      wallets.add(wallet);
      money.put(wallet, 0L);
      Command open = new Command.OpenAccount(id(), wallet, AccountKind.WALLET, 0);
      tell(open, false, execute(open, Outcome.Settled.INSTANCE, false), Outcome.Settled.INSTANCE);
      pay(AccountNumber.vault(BANK), wallet, 1_000);
    }
    for (int i = 0; i < steps; i++) {
      step();
    }
  }

  private void step() {
    long payer = wallets.get(random.between(0, wallets.size() - 1));
    long payee = wallets.get(random.between(0, wallets.size() - 1));
    switch (random.between(0, 9)) {
      case 0 -> read(payer);
      case 1 -> refuse(payer, payee == payer ? AccountNumber.vault(BANK) : payee);
      case 2 -> repeat();
      default -> {
        if (payer != payee && money.get(payer) >= 50) {
          pay(payer, payee, random.between(1, 50));
        }
      }
    }
  }

  private void order(Order order) {
    Command command = new Command.SubmitOrder(id(), OrderCodec.encode(order), List.of());
    execute(command, Outcome.Settled.INSTANCE, false);
  }

  private void pay(long payer, long payee, long amount) {
    Command.Pay pay = new Command.Pay(id(), payer, payee, amount, Text.EMPTY, Text.EMPTY);
    long start = nanos++;
    boolean across = shard(payer) != shard(payee);
    Outcome first = across ? Outcome.Pending.INSTANCE : Outcome.Settled.INSTANCE;
    Reply reply = execute(pay, first, false);
    money.merge(payer, -amount, Long::sum);
    money.merge(payee, amount, Long::sum);
    if (across) {
      entry(
          shard(payee),
          List.of(),
          List.of(new Credited(pay.id(), payee, amount, Optional.empty())),
          List.of());
      entry(shard(payer), List.of(pay.id()), List.of(), List.of());
    }
    replies.add(reply);
    submissions.add(
        new Submission(pay, false, start, start, nanos++, Optional.of(Outcome.Settled.INSTANCE)));
  }

  private void refuse(long payer, long payee) {
    Command.Pay pay = new Command.Pay(id(), payer, payee, ISSUED, Text.EMPTY, Text.EMPTY);
    Outcome refused = new Outcome.Rejected(RejectionCode.INSUFFICIENT_FUNDS, money.get(payer), 0);
    tell(pay, false, execute(pay, refused, false), refused);
  }

  /** The first outcome again, or a refusal where the content is another. */
  private void repeat() {
    List<Submission> paid =
        submissions.stream()
            .filter(s -> s.command() instanceof Command.Pay && !s.isRepeat())
            .filter(s -> s.told().equals(Optional.of(Outcome.Settled.INSTANCE)))
            .toList();
    Command.Pay pay = (Command.Pay) paid.get(random.between(0, paid.size() - 1)).command();
    if (random.between(0, 1) == 0) {
      tell(pay, true, execute(pay, Outcome.Settled.INSTANCE, true), Outcome.Settled.INSTANCE);
    } else {
      Command.Pay other =
          new Command.Pay(
              pay.id(), pay.payer(), pay.payee(), pay.amount() + 1, Text.EMPTY, Text.EMPTY);
      Outcome reused = new Outcome.Rejected(RejectionCode.ID_REUSED);
      tell(other, true, execute(other, reused, false), reused);
    }
  }

  private void read(long account) {
    int shard = shard(account);
    balances.add(
        new BalanceSeen(account, shard, lastIndex[shard], money.get(account), nanos++, nanos++));
  }

  private void tell(Command command, boolean isRepeat, Reply reply, Outcome outcome) {
    replies.add(reply);
    long start = nanos++;
    submissions.add(new Submission(command, isRepeat, start, start, nanos++, Optional.of(outcome)));
  }

  private Reply execute(Command command, Outcome outcome, boolean isDuplicate) {
    int shard = shard(command.routingAccount());
    JournalEntry entry =
        entry(shard, List.of(), List.of(), List.of(new Execution(command, outcome, isDuplicate)));
    return new Reply(command.id(), shard, 1, entry.index(), outcome, isDuplicate);
  }

  private JournalEntry entry(
      int shard,
      List<CommandId> finals,
      List<JournalEntry.Arrival> arrivals,
      List<Execution> executions) {
    JournalEntry entry =
        new JournalEntry(shard, 1, ++lastIndex[shard], START_MILLIS, finals, arrivals, executions);
    journal.add(entry);
    return entry;
  }

  private CommandId id() {
    return CommandId.of(START_MILLIS, random.nextLong(), random.nextLong());
  }

  private static int shard(long account) {
    return AccountNumber.shard(account, SHARDS);
  }

  /** What a wallet service would have answered its caller about a payment. */
  static ServicePayment byService(Submission submission, long amount, boolean isSettled) {
    Command.Pay pay = (Command.Pay) submission.command();
    return new ServicePayment(pay.id(), pay.payer(), pay.payee(), amount, isSettled);
  }

  /** Begins a round in which nothing is sent: the journal stays, and so must all it held. */
  void beginQuietRound() {
    submissions.clear();
    replies.clear();
    balances.clear();
    servicePayments.clear();
  }

  /** Checks the round; the model goes on with the next one. */
  HistoryCheck.Result check() {
    return HistoryCheck.of(
        model,
        new RecordedHistory(submissions, replies, balances, servicePayments),
        journal::forEach);
  }
}
