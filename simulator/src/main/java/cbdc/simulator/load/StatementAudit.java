package cbdc.simulator.load;

import cbdc.load.record.Audit;
import cbdc.load.record.PaymentsFile;
import cbdc.load.record.RequestKind;
import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.console.ProgressBar;
import cbdc.simulator.http.ApiAnswer;
import cbdc.simulator.http.ApiClient;
import cbdc.simulator.http.Repetition;
import cbdc.simulator.http.WalletClient;
import cbdc.simulator.run.RunFile;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Compares what callers were told during a run with the statements of the run's accounts, as the
 * wallet services of a system that goes on show them. It sees less than {@link JournalAudit}: these
 * accounts, and not the ledger.
 */
final class StatementAudit {
  private static final int PAGE = 500;
  private static final int THREADS = 8;

  /** Payments that the run made may be dated a little before its begin, by another clock. */
  private static final Duration EARLIER = Duration.ofSeconds(10);

  private static final Duration AGAIN_AFTER = Duration.ofSeconds(2);

  private final Path run;
  private final RunFile target;
  private final Instant from;
  private final Set<UUID> told = new HashSet<>();
  private final Map<UUID, UUID> releases = new HashMap<>();

  private StatementAudit(Path run, RunFile target, Instant began) throws IOException {
    this.run = run;
    this.target = target;
    this.from = began.minus(EARLIER);
    PaymentsFile.read(run, this::remember);
  }

  /** A statement knows a release by its hold, whose key differs in its last bit alone. */
  private void remember(PaymentsFile.Entry entry) {
    UUID id = entry.id();
    told.add(id);
    if (entry.kind() == RequestKind.RELEASE) {
      releases.put(id, new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits() ^ 1));
    }
  }

  /**
   * Audits a run; waits until the statements have caught up.
   *
   * @param run its folder
   * @param target who took part
   * @param began when it did
   * @param lagMax how long statements may be behind
   */
  static Audit of(Path run, RunFile target, Instant began, Duration lagMax, Consumer<String> steps)
      throws IOException, InterruptedException {
    StatementAudit audit = new StatementAudit(run, target, began);
    ExecutorService executor =
        Executors.newFixedThreadPool(THREADS, Thread.ofPlatform().daemon().factory());
    long end = System.nanoTime() + lagMax.toNanos();
    try (ApiClient http = new ApiClient(executor)) {
      while (true) {
        Audit found = audit.look(http, executor);
        if (found.isClean() || System.nanoTime() > end) {
          return found;
        }
        steps.accept("statements are behind the ledger: they are read again");
        TimeUnit.MILLISECONDS.sleep(AGAIN_AFTER.toMillis());
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private Audit look(ApiClient http, ExecutorService executor) throws IOException {
    List<RunFile.Bank> banks = target.banks();
    Set<String> accounts = new HashSet<>();
    banks.forEach(bank -> accounts(bank).forEach(accounts::add));
    Statements statements = new Statements(accounts);
    Repetition repetition = new Repetition(executor);
    try (ProgressBar bar =
        ProgressBar.onStandardError("auditing", "statements", 0, accounts.size())) {
      List<CompletableFuture<?>> all = new ArrayList<>();
      for (RunFile.Bank bank : banks) {
        WalletClient client = new WalletClient(http, bank.url(), bank.operatorToken());
        accounts(bank)
            .forEach(
                account ->
                    all.add(
                        pages(repetition, client, account, "", new ArrayList<>())
                            .thenAccept(lines -> statements.add(account, lines))
                            .thenRun(() -> bar.advance(1))));
      }
      CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException reason ? reason : failed;
    }
    AuditBook book = new AuditBook();
    boolean isConserved = statements.writeTo(book, told, releases);
    book.compareRuns(List.of(run));
    return book.result(
        String.format(
            Locale.ROOT,
            "statements of the run's %,d accounts, read through the wallet services",
            accounts.size()),
        0,
        isConserved,
        null);
  }

  private static Stream<String> accounts(RunFile.Bank bank) {
    return Stream.concat(
        bank.wallets().stream().map(RunFile.Wallet::account),
        bank.merchants().stream().map(RunFile.Merchant::account));
  }

  /** The lines since the run began, page after page, newest first. */
  private CompletableFuture<List<Statements.Line>> pages(
      Repetition repetition,
      WalletClient client,
      String account,
      String cursor,
      List<Statements.Line> lines) {
    String path =
        "/v1/accounts/"
            + account
            + "/entries?limit="
            + PAGE
            + (cursor.isEmpty() ? "" : "&cursor=" + cursor);
    return repetition
        .until(() -> client.read(path))
        .thenCompose(
            page -> {
              boolean goesOn = take(page, account, lines);
              String next = page.text("nextCursor");
              return goesOn && !next.isEmpty()
                  ? pages(repetition, client, account, next, lines)
                  : CompletableFuture.completedFuture(lines);
            });
  }

  private boolean take(ApiAnswer page, String account, List<Statements.Line> lines) {
    if (!page.isOk()) {
      throw CommandFailure.failed(
          "the statement of " + account + " cannot be read: " + page.problem());
    }
    for (JsonNode item : page.body().path("items")) {
      if (Instant.parse(item.path("time").asText()).isBefore(from)) {
        return false;
      }
      lines.add(
          new Statements.Line(
              item.path("sequence").asLong(),
              item.path("kind").asText(),
              UUID.fromString(item.path("payment").asText()),
              item.path("counterAccount").asText(),
              item.path("amount").asLong(),
              item.path("availableAfter").asLong()));
    }
    return true;
  }
}
