package cbdc.simulator.drill.check;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.Fingerprint;
import cbdc.protocol.Order;
import cbdc.protocol.OrderCodec;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.simulator.drill.check.JournalEntry.Arrival;
import cbdc.simulator.drill.check.JournalEntry.CameBack;
import cbdc.simulator.drill.check.JournalEntry.Credited;
import cbdc.simulator.drill.check.JournalEntry.Execution;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What one shard must say, in plain maps: funds, statuses and ids as far as the load uses them.
 * Each entry of the journal is executed here too, and every outcome compared.
 */
final class ShardModel {
  /** Ids are kept a little beyond the window, since the ledger forgets them in whole seconds. */
  private static final long SLACK_MILLIS = 30_000;

  private final int shard;
  private final int shardCount;
  private final long idWindowMillis;
  private final Consumer<Finding> findings;
  private final Map<Long, Account> accounts = new HashMap<>();
  private final Map<CommandId, Known> ids = new LinkedHashMap<>();
  private final Map<CommandId, Command.Pay> underWay = new HashMap<>();
  private long issued;

  private static final class Account {
    private long available;
    private AccountStatus status = AccountStatus.ACTIVE;
  }

  private static final class Known {
    private final Command content;
    private Outcome outcome;

    Known(Command content, Outcome outcome) {
      this.content = content;
      this.outcome = outcome;
    }
  }

  ShardModel(int shard, int shardCount, long idWindowMillis, Consumer<Finding> findings) {
    this.shard = shard;
    this.shardCount = shardCount;
    this.idWindowMillis = idWindowMillis;
    this.findings = findings;
  }

  /** Executes the next entry. */
  void follow(JournalEntry entry) {
    forget(entry.timeMillis());
    for (CommandId id : entry.finals()) {
      if (underWay.remove(id) != null && ids.containsKey(id)) {
        ids.get(id).outcome = Outcome.Settled.INSTANCE;
      }
    }
    entry.arrivals().forEach(arrival -> arrive(entry, arrival));
    entry.executions().forEach(execution -> execute(entry, execution));
  }

  /** Available money of an account, minor units; 0 for one that there is not. */
  long available(long account) {
    Account found = accounts.get(account);
    return found == null ? 0 : found.available;
  }

  /** All money in this shard that was issued, minor units. */
  long money() {
    return accounts.values().stream().mapToLong(account -> account.available).sum();
  }

  /** Issued for ever, minor units. */
  long issued() {
    return issued;
  }

  private void forget(long nowMillis) {
    Iterator<Map.Entry<CommandId, Known>> oldest = ids.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<CommandId, Known> next = oldest.next();
      if (next.getKey().timeMillis() + idWindowMillis + SLACK_MILLIS >= nowMillis) {
        return;
      }
      if (!underWay.containsKey(next.getKey())) {
        oldest.remove();
      }
    }
  }

  // ---- from other shards

  private void arrive(JournalEntry entry, Arrival arrival) {
    switch (arrival) {
      case Credited c -> {
        Optional<RejectionCode> expected = refusalOfPayee(c.payee());
        if (!expected.equals(c.refusal())) {
          disagree(entry, "the arrival of " + c.id(), expected, c.refusal());
        }
        if (c.refusal().isEmpty()) {
          credit(c.payee(), c.amount());
        }
      }
      case CameBack c -> {
        Command.Pay pay = underWay.remove(c.id());
        if (pay == null || pay.payer() != c.payer() || pay.amount() != c.amount()) {
          disagree(entry, "the return of " + c.id(), pay, c);
        }
        credit(
            c.isInSuspense()
                ? AccountNumber.suspense(AccountNumber.bank(c.payer()), shard)
                : c.payer(),
            c.amount());
        if (ids.containsKey(c.id())) {
          ids.get(c.id()).outcome = new Outcome.Returned(c.code());
        }
      }
    }
  }

  // ---- from clients

  private void execute(JournalEntry entry, Execution execution) {
    Command command = execution.command();
    if (saysNothing(entry, execution)) {
      return;
    }
    Known known = ids.get(command.id());
    if (known != null) {
      Outcome expected = repeated(command, known);
      boolean mustRepeat = !expected.equals(new Outcome.Rejected(RejectionCode.ID_REUSED));
      if (!sameSaid(expected, execution.outcome()) || mustRepeat != execution.isDuplicate()) {
        disagree(entry, "the repeated " + command, expected, execution);
      }
      return;
    }
    if (execution.isDuplicate()) {
      disagree(entry, "the first execution of " + command, "no duplicate", execution);
      return;
    }
    Outcome expected = decide(command, execution.outcome());
    if (!expected.equals(execution.outcome())) {
      disagree(entry, command, expected, execution.outcome());
    }
    // Goes on with what the ledger did: one mistake shall not be reported a thousand times.
    apply(command, execution.outcome());
  }

  /** Whether the ledger refused without spending the id, where it may. */
  private boolean saysNothing(JournalEntry entry, Execution execution) {
    if (!(execution.outcome() instanceof Outcome.Rejected refused)) {
      return false;
    }
    if (refused.code() == RejectionCode.ID_EXPIRED) {
      long lastMillis = execution.command().id().timeMillis() + idWindowMillis;
      if (lastMillis >= entry.timeMillis()) {
        disagree(entry, execution.command(), "an id that can be used", refused);
      }
      return true;
    }
    return !refused.code().spendsId() && refused.code() != RejectionCode.ID_REUSED;
  }

  private static Outcome repeated(Command command, Known known) {
    boolean same =
        known.outcome instanceof Outcome.Cancelled
            || (command instanceof Command.AskOutcome question
                ? question.isAbout(fingerprint(known.content))
                : command.equals(known.content));
    return same ? known.outcome : new Outcome.Rejected(RejectionCode.ID_REUSED);
  }

  /** A bank sends commands of its own accounts only, and the issuer orders. */
  private static long fingerprint(Command content) {
    return Fingerprint.of(AccountNumber.bank(content.routingAccount()), content);
  }

  /** A remembered refusal has no amounts any more. */
  private static boolean sameSaid(Outcome expected, Outcome said) {
    if (expected instanceof Outcome.Rejected e && said instanceof Outcome.Rejected s) {
      return e.code() == s.code();
    }
    return expected.equals(said);
  }

  private Outcome decide(Command command, Outcome said) {
    return switch (command) {
      case Command.Pay c -> decide(c);
      case Command.OpenAccount c ->
          accounts.containsKey(c.account())
              ? new Outcome.Rejected(RejectionCode.ACCOUNT_EXISTS)
              : Outcome.Settled.INSTANCE;
      case Command.SetStatus c ->
          accounts.containsKey(c.account())
              ? Outcome.Settled.INSTANCE
              : new Outcome.Rejected(RejectionCode.ACCOUNT_UNKNOWN);
      case Command.AskOutcome ignored -> Outcome.Cancelled.INSTANCE;
      // No load has these; what they say is taken as it is.
      case Command.ChangeClass ignored -> said;
      case Command.PlaceHold ignored -> said;
      case Command.CaptureHold ignored -> said;
      case Command.ReleaseHold ignored -> said;
      case Command.SubmitOrder ignored -> said;
    };
  }

  private Outcome decide(Command.Pay c) {
    Account payer = accounts.get(c.payer());
    if (payer == null) {
      return new Outcome.Rejected(RejectionCode.ACCOUNT_UNKNOWN);
    }
    if (!payer.status.debitAllowed()) {
      return new Outcome.Rejected(RejectionCode.ACCOUNT_BLOCKED);
    }
    if (c.amount() > payer.available) {
      return new Outcome.Rejected(RejectionCode.INSUFFICIENT_FUNDS, payer.available, 0);
    }
    if (AccountNumber.shard(c.payee(), shardCount) != shard) {
      return Outcome.Pending.INSTANCE;
    }
    return refusalOfPayee(c.payee())
        .<Outcome>map(Outcome.Rejected::new)
        .orElse(Outcome.Settled.INSTANCE);
  }

  private Optional<RejectionCode> refusalOfPayee(long payee) {
    Account account = accounts.get(payee);
    if (account == null) {
      return Optional.of(RejectionCode.PAYEE_UNKNOWN);
    }
    return account.status.creditAllowed()
        ? Optional.empty()
        : Optional.of(RejectionCode.PAYEE_BLOCKED);
  }

  private void apply(Command command, Outcome outcome) {
    ids.put(command.id(), new Known(command, outcome));
    if (!(outcome instanceof Outcome.Settled || outcome instanceof Outcome.Pending)) {
      return;
    }
    switch (command) {
      case Command.Pay c -> {
        credit(c.payer(), -c.amount());
        if (outcome instanceof Outcome.Settled) {
          credit(c.payee(), c.amount());
        } else {
          underWay.put(c.id(), c);
        }
      }
      case Command.OpenAccount c -> accounts.put(c.account(), new Account());
      case Command.SetStatus c -> accounts.get(c.account()).status = c.status();
      case Command.SubmitOrder c -> applyOrder(OrderCodec.decode(c.order()));
      case Command.ChangeClass ignored -> {}
      case Command.PlaceHold ignored -> {}
      case Command.CaptureHold ignored -> {}
      case Command.ReleaseHold ignored -> {}
      case Command.AskOutcome ignored -> {}
    }
  }

  private void applyOrder(Order order) {
    int bank = order.header().bank();
    if (order instanceof Order.SetBank) {
      accounts.computeIfAbsent(AccountNumber.vault(bank), ignored -> new Account());
    } else if (order instanceof Order.Issue issue) {
      credit(AccountNumber.vault(bank), issue.amount());
      issued += issue.amount();
    }
  }

  private void credit(long account, long amount) {
    Account found = accounts.computeIfAbsent(account, ignored -> new Account());
    found.available = Math.addExact(found.available, amount);
    if (found.available < 0) {
      findings.accept(
          Finding.disagrees(
              "shard %d: account %d holds %d".formatted(shard, account, found.available)));
    }
  }

  private void disagree(JournalEntry entry, Object about, Object expected, Object found) {
    findings.accept(
        Finding.disagrees(
            "shard %d index %d: %s: expected %s but the ledger said %s"
                .formatted(shard, entry.index(), about, expected, found)));
  }
}
