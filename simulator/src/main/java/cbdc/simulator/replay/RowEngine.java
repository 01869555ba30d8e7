package cbdc.simulator.replay;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.Text;
import cbdc.simulator.console.ProgressBar;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Sends the rows: those of one account strictly one after the other, each when the one before has
 * its outcome; those of different accounts side by side. Everything but the ledger's work happens
 * on one thread.
 */
final class RowEngine {
  /** Refusals by a shard that the order which admits the bank has not reached yet. */
  private static final Set<RejectionCode> ON_ITS_WAY =
      Set.of(RejectionCode.BANK_UNKNOWN, RejectionCode.BANK_KEY_UNKNOWN);

  private final ReplayLedger ledger;
  private final DecidedSteps decided;
  private final ScheduledExecutorService executor;
  private final RowResults results;
  private final ProgressBar progress;

  RowEngine(
      ReplayLedger ledger,
      DecidedSteps decided,
      ScheduledExecutorService executor,
      RowResults results,
      ProgressBar progress) {
    this.ledger = ledger;
    this.decided = decided;
    this.executor = executor;
    this.results = results;
    this.progress = progress;
  }

  /** Opens the wallets that do not exist yet. */
  CompletableFuture<Void> openWallets(ReplayPlan plan) {
    CompletableFuture<?>[] opening =
        plan.wallets().stream()
            .filter(wallet -> !decided.isOpen(wallet))
            .map(this::open)
            .toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(opening);
  }

  private CompletableFuture<Void> open(long wallet) {
    return PaymentRun.start(
            ledger,
            AccountNumber.bank(wallet),
            () ->
                new Command.OpenAccount(
                    ledger.newId(), wallet, AccountKind.WALLET, ReplayAccounts.WALLET_CLASS),
            executor,
            ON_ITS_WAY)
        .thenAccept(
            outcome -> {
              boolean exists =
                  outcome instanceof Outcome.Rejected r && r.code() == RejectionCode.ACCOUNT_EXISTS;
              if (!exists && !(outcome instanceof Outcome.Settled)) {
                throw new IllegalStateException(
                    "wallet " + AccountNumber.format(wallet) + " was not opened: " + outcome);
              }
            });
  }

  /**
   * Sends all rows; completes when every one has its outcome, fails at the first that the ledger
   * refuses for an unforeseen reason.
   */
  CompletableFuture<Void> run(ReplayPlan plan) {
    List<AccountRun> accounts =
        plan.rowsOfAccount().values().stream().map(AccountRun::new).toList();
    CompletableFuture<Void> failed = new CompletableFuture<>();
    accounts.forEach(account -> Failures.into(failed, account.done));
    CompletableFuture<Void> all =
        CompletableFuture.allOf(
            accounts.stream().map(account -> account.done).toArray(CompletableFuture[]::new));
    executor.execute(() -> accounts.forEach(AccountRun::next));
    return CompletableFuture.anyOf(all, failed).thenApply(ignored -> null);
  }

  /** One account's rows. */
  private final class AccountRun {
    private final Deque<BankRow> rows;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    AccountRun(List<BankRow> rows) {
      this.rows = new ArrayDeque<>(rows);
    }

    /**
     * Goes through what is decided already, then sends the next row; rows decided by an earlier run
     * must not pile up calls.
     */
    private void next() {
      while (true) {
        BankRow row = rows.poll();
        if (row == null) {
          done.complete(null);
          return;
        }
        int step = 1;
        boolean isDeclined = false;
        while (step <= row.kind().steps() && !isDeclined) {
          Optional<Optional<RejectionCode>> earlier = decided.of(new StepKey(row.transId(), step));
          if (earlier.isEmpty()) {
            send(row, step);
            return;
          }
          isDeclined = earlier.get().isPresent();
          if (isDeclined) {
            declined(row, earlier.get().get());
          }
          step++;
        }
        if (!isDeclined) {
          accepted(row);
        }
      }
    }

    private void send(BankRow row, int step) {
      long payer = ReplayAccounts.payer(row, step);
      long payee = ReplayAccounts.payee(row, step);
      Text endToEndId = new StepKey(row.transId(), step).text();
      Text note = Text.of((row.kind() + " " + row.symbol()).strip());
      CompletableFuture<Outcome> payment =
          PaymentRun.start(
              ledger,
              AccountNumber.bank(payer),
              () -> new Command.Pay(ledger.newId(), payer, payee, row.amount(), endToEndId, note),
              executor);
      Failures.into(done, payment.thenAccept(outcome -> answered(row, step, outcome)));
    }

    private void answered(BankRow row, int step, Outcome outcome) {
      switch (outcome) {
        case Outcome.Settled ignored -> {
          results.paid();
          if (step < row.kind().steps()) {
            send(row, step + 1);
          } else {
            accepted(row);
            next();
          }
        }
        case Outcome.Returned returned -> {
          declined(row, returned.code());
          next();
        }
        case Outcome.Rejected rejected -> {
          if (rejected.code() == RejectionCode.INSUFFICIENT_FUNDS) {
            declined(row, rejected.code());
            next();
          } else {
            done.completeExceptionally(
                new IllegalStateException(
                    "row "
                        + row.transId()
                        + " was refused: "
                        + rejected
                        + ", "
                        + rejected.code().rule()));
          }
        }
        case Outcome.Cancelled cancelled ->
            throw new IllegalStateException("not an end: " + cancelled);
        case Outcome.Pending pending -> throw new IllegalStateException("not an end: " + pending);
      }
    }

    private void accepted(BankRow row) {
      results.accepted(row.kind());
      progress.advance(1);
    }

    private void declined(BankRow row, RejectionCode code) {
      results.declined(row.kind(), code);
      progress.advance(1);
    }
  }
}
