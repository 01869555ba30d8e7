package cbdc.wallet.store.projection;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.CommandId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the projection must hold: plain books, and the lines that queries of the tables give. */
final class Expected {
  static final String ACCOUNTS =
      """
      SELECT account, kind, class_number, status, official_status, available, held, entries, opened_millis
      FROM account_state ORDER BY account
      """;
  static final String ENTRIES =
      """
      SELECT account, sequence, time_millis, kind, payment, payment_shard, counter_account, amount, available_after,
        held_after
      FROM entry ORDER BY account, sequence
      """;
  static final String PAYMENTS =
      """
      SELECT id, payer_shard, payer, payee, amount, status, COALESCE(code, 0), COALESCE(payer_millis, 0),
        COALESCE(credited_millis, 0), COALESCE(closed_millis, 0), in_suspense, hold, end_to_end_id, note
      FROM payment ORDER BY id, payer_shard
      """;
  static final String HOLDS =
      """
      SELECT id, shard, payer, payee, amount, captured, status, created_millis, COALESCE(ended_millis, 0)
      FROM hold ORDER BY id
      """;

  static final class Account {
    final AccountKind kind;
    final long openedMillis;
    int classNumber;
    int status;
    int officialStatus;
    long available;
    long held;
    long lines;

    Account(AccountKind kind, int classNumber, long openedMillis) {
      this.kind = kind;
      this.classNumber = classNumber;
      this.openedMillis = openedMillis;
    }
  }

  static final class Payment {
    final CommandId id;
    final int shard;
    final long payer;
    final long payee;
    final long amount;
    final String endToEndId;
    final String note;
    CommandId hold;
    boolean inSuspense;
    private String status = "PENDING";
    private int code;
    private long paid;
    private long credited;
    private long closed;

    Payment(
        CommandId id,
        int shard,
        long payer,
        long payee,
        long amount,
        String endToEndId,
        String note) {
      this.id = id;
      this.shard = shard;
      this.payer = payer;
      this.payee = payee;
      this.amount = amount;
      this.endToEndId = endToEndId;
      this.note = note;
    }

    void paid(long millis) {
      paid = millis;
    }

    void end(String how, int why, long millis) {
      status = how;
      code = why;
      closed = millis;
    }

    boolean isCredited() {
      return credited != 0;
    }

    String status() {
      return status;
    }

    @Override
    public String toString() {
      return String.join(
          " ",
          List.of(
              id.toString(),
              shard + " " + payer + " " + payee + " " + amount,
              status + " " + code + " " + paid + " " + credited + " " + closed,
              inSuspense ? "t" : "f",
              String.valueOf(hold),
              endToEndId,
              note));
    }
  }

  static final class Hold {
    final CommandId id;
    final int shard;
    final long payer;
    final long payee;
    final long amount;
    final long placed;
    long captured;
    long ended;
    String status = "OPEN";

    Hold(CommandId id, int shard, long payer, long payee, long amount, long placed) {
      this.id = id;
      this.shard = shard;
      this.payer = payer;
      this.payee = payee;
      this.amount = amount;
      this.placed = placed;
    }

    @Override
    public String toString() {
      return (id + " " + shard + " " + payer + " " + payee + " " + amount + " " + captured)
          + (" " + status + " " + placed + " " + ended);
    }
  }

  final TreeMap<String, Hold> holds = new TreeMap<>();
  private final TreeMap<Long, Account> accounts = new TreeMap<>();
  private final TreeMap<Long, List<String>> lines = new TreeMap<>();
  private final TreeMap<String, Payment> payments = new TreeMap<>();

  void open(long account, AccountKind kind, int classNumber, long millis) {
    accounts.putIfAbsent(account, new Account(kind, classNumber, millis));
  }

  Account account(long account) {
    return accounts.get(account);
  }

  /** Of an account of another bank plenty, of one that is not there nothing. */
  long available(long account) {
    if (AccountNumber.bank(account) != BankWorld.BANK) {
      return 1_000_000;
    }
    return accounts.containsKey(account) ? accounts.get(account).available : 0;
  }

  void add(Payment payment) {
    payments.put(payment.id + " " + payment.shard, payment);
  }

  Stream<Payment> payments() {
    return payments.values().stream();
  }

  /** The payer's line. */
  void take(Payment p, String kind, long millis) {
    line(p.payer, kind, p.id, p.shard, p.payee, -p.amount, 0, millis);
  }

  /** The payee's line. */
  void credit(Payment p, long millis) {
    p.credited = millis;
    p.status = "SETTLED";
    line(p.payee, "RECEIVED", p.id, p.shard, p.payer, p.amount, 0, millis);
  }

  void line(
      long account,
      String kind,
      CommandId payment,
      int shard,
      long counter,
      long amount,
      long ofHeld,
      long millis) {
    Account a = accounts.get(account);
    if (a == null) {
      return;
    }
    a.available += amount;
    a.held += ofHeld;
    a.lines++;
    lines
        .computeIfAbsent(account, none -> new ArrayList<>())
        .add(
            (account + " " + a.lines + " " + millis + " " + kind + " " + payment + " " + shard)
                + (" " + counter + " " + amount + " " + a.available + " " + a.held));
  }

  List<String> accountLines() {
    List<String> all = new ArrayList<>();
    accounts.forEach(
        (number, a) ->
            all.add(
                (number + " " + a.kind + " " + a.classNumber + " " + AccountStatus.ofCode(a.status))
                    + (" " + AccountStatus.ofCode(a.officialStatus) + " " + a.available)
                    + (" " + a.held + " " + a.lines + " " + a.openedMillis)));
    return all;
  }

  List<String> entryLines() {
    return lines.values().stream().flatMap(List::stream).toList();
  }

  List<String> paymentLines() {
    return payments().map(Payment::toString).toList();
  }

  List<String> holdLines() {
    return holds.values().stream().map(Hold::toString).toList();
  }
}
