package cbdc.simulator.replay;

import cbdc.protocol.wire.ReadPayload.BankTotals;
import cbdc.simulator.console.ProgressBar;
import cbdc.simulator.system.Founding;
import cbdc.simulator.system.SystemDirectory;
import java.io.PrintWriter;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** One replay on a running ledger: what earlier runs decided, funding, wallets, rows, figures. */
final class Replay {
  private final ReplayLedger ledger;
  private final SystemDirectory run;
  private final PrintWriter steps;

  /**
   * A replay.
   *
   * @param steps where lines about the steps go
   */
  Replay(ReplayLedger ledger, SystemDirectory run, PrintWriter steps) {
    this.ledger = ledger;
    this.run = run;
    this.steps = steps;
  }

  /** Replays a history to its end, and reads what came of it. */
  ReplayReport run(BankHistory history) throws InterruptedException {
    ReplayPlan plan = ReplayPlan.of(history.rows());
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("replay").daemon().factory());
    try {
      return run(history, plan, executor);
    } finally {
      executor.shutdownNow();
    }
  }

  private ReplayReport run(BankHistory history, ReplayPlan plan, ScheduledExecutorService executor)
      throws InterruptedException {
    Patience patience = new Patience(executor);
    boolean startsAfresh = run.isNew() || ledger.answersRepetitions();
    DecidedSteps decided = startsAfresh ? new DecidedSteps() : await(decided(patience, executor));
    RowResults results = new RowResults();
    new Founding(ledger.issuer(), run).run(plan.vaults());
    say(plan.bankLetters().size() + " banks admitted and funded by signed orders");
    long payments;
    long elapsedNanos;
    try (ProgressBar progress = ProgressBar.onStandardError("replaying", "rows", 0, plan.rows())) {
      RowEngine engine = new RowEngine(ledger, decided, executor, results, progress);
      await(engine.openWallets(plan));
      long start = System.nanoTime();
      await(engine.run(plan));
      elapsedNanos = Math.max(1, System.nanoTime() - start);
      payments = results.payments();
    }
    Figures figures = Figures.read(ledger, plan, patience);
    return new ReplayReport(
        results.rows(),
        results.rows() - results.declined(),
        results.declined(),
        results.byKind(),
        results.declinedByKind(),
        results.declinedByCode(),
        figures.balances().size(),
        figures.balanceTotal(),
        figures.sentToPartnerBanks(),
        figures.balancesSha256(),
        payments,
        Math.round(payments * 1e9 / elapsedNanos),
        elapsedNanos / 1_000_000,
        figures.conservation(),
        run.nodes(),
        ledger.shardCount(),
        !run.isNew(),
        run.path().toString(),
        history.broken().orElse(null));
  }

  private CompletableFuture<DecidedSteps> decided(
      Patience patience, ScheduledExecutorService executor) {
    return patience
        .read(() -> ledger.issuer().supply(0))
        .thenCompose(
            supply -> {
              TreeSet<Integer> banks = new TreeSet<>();
              supply.supply().banks().stream()
                  .map(BankTotals::bank)
                  .filter(bank -> bank != 0)
                  .forEach(banks::add);
              say("reading what was decided before from the feeds of " + banks.size() + " banks");
              return DecidedSteps.read(ledger, banks, patience, executor);
            });
  }

  private void say(String line) {
    steps.println(line);
    steps.flush();
  }

  private static <T> T await(CompletableFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      Throwable cause =
          e.getCause() instanceof CompletionException wrapped ? wrapped.getCause() : e.getCause();
      if (cause instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(cause);
    }
  }
}
