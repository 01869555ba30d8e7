package cbdc.simulator.replay;

import cbdc.issuer.client.SettlementConnection;
import cbdc.issuer.core.LedgerPort;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.wire.FeedPage;
import cbdc.settlement.client.CommandIds;
import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.http.ApiAnswer;
import cbdc.simulator.http.ApiClient;
import cbdc.simulator.http.Repetition;
import cbdc.simulator.http.WalletClient;
import cbdc.simulator.http.WalletClient.Transfer;
import cbdc.simulator.system.LocalSystem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The ledger as the wallet services show it: every command of a bank is a request to its API, under
 * an idempotency key that follows from the row alone. A run that goes on sends everything again and
 * gets the first outcomes.
 *
 * <p>Account numbers are the services' to give: those of the replay stand for them here.
 */
final class HttpLedger implements ReplayLedger, AutoCloseable {
  /** Requests a second that the services must take of one holder. */
  static final int CALLER_RATE = 100_000;

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int AT_ONCE_MAX = 256;

  /** A wallet as its service knows it. */
  private record Wallet(String account, String token) {}

  private final ExecutorService executor =
      Executors.newFixedThreadPool(
          2, Thread.ofPlatform().daemon().name("replay-http-", 0).factory());

  /** Waits for a place, so that answers never wait for whoever waits for one. */
  private final ExecutorService gate =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("replay-http-gate").factory());

  private final ApiClient http = new ApiClient(executor);
  private final Repetition repetition = new Repetition(executor);
  private final Map<Integer, WalletClient> banks = new TreeMap<>();
  private final Map<Long, Wallet> wallets = new ConcurrentHashMap<>();
  private final Semaphore places = new Semaphore(AT_ONCE_MAX);
  private final CommandIds ids = new CommandIds();
  private final SettlementConnection issuer;

  HttpLedger(LocalSystem system, List<Integer> codes) throws InterruptedException {
    for (int bank : codes) {
      banks.put(
          bank,
          new WalletClient(http, system.walletUrl(bank), system.directory().operatorToken(bank)));
    }
    try {
      issuer =
          SettlementConnection.open(
              system.transportFor("replay-issuer"),
              system.directory().clusterId(),
              system.directory().issuerKeys().getFirst(),
              PATIENCE);
    } catch (TimeoutException silent) {
      throw CommandFailure.failed(silent.getMessage(), silent);
    }
  }

  @Override
  public int shardCount() {
    return issuer.ledger().shardCount();
  }

  @Override
  public boolean answersRepetitions() {
    return true;
  }

  @Override
  public CommandId newId() {
    return ids.next();
  }

  @Override
  public CompletionStage<Outcome> submit(int bank, Command command) {
    return switch (command) {
      case Command.OpenAccount open -> open(bank, open);
      case Command.Pay pay -> pay(bank, pay);
      default -> throw new IllegalArgumentException("a replay sends no " + command);
    };
  }

  private CompletionStage<Outcome> open(int bank, Command.OpenAccount open) {
    WalletClient client = banks.get(bank);
    String name = "replay-wallet-" + AccountNumber.serial(open.account());
    return until(() -> client.openWallet(name, open.classNumber(), name))
        .thenCompose(
            opened ->
                opened.isOk()
                    ? until(() -> client.createToken(opened.text("account")))
                        .thenApply(
                            token -> {
                              wallets.put(
                                  open.account(),
                                  new Wallet(opened.text("account"), token.text("token")));
                              return outcome(token);
                            })
                    : CompletableFuture.completedFuture(outcome(opened)));
  }

  private CompletionStage<Outcome> pay(int bank, Command.Pay pay) {
    WalletClient client = banks.get(bank);
    String endToEndId = pay.endToEndId().toString();
    Transfer transfer =
        new Transfer("row-" + endToEndId, pay.amount(), endToEndId, pay.note().toString());
    Wallet payer = wallets.get(pay.payer());
    Wallet payee = wallets.get(pay.payee());
    Supplier<CompletableFuture<ApiAnswer>> request;
    if (AccountNumber.isVault(pay.payer())) {
      request = () -> client.cashIn(transfer, payee.account());
    } else if (AccountNumber.isVault(pay.payee())) {
      request = () -> client.cashOut(transfer, payer.account());
    } else {
      request = () -> client.pay(payer.token(), transfer, payer.account(), payee.account());
    }
    return until(request).thenApply(HttpLedger::outcome);
  }

  /** Nothing has to be asked for: a request is repeated until it is answered. */
  @Override
  public CompletionStage<Outcome> ask(int bank, CommandId id, long account) {
    throw new IllegalStateException("every request over HTTP is answered in the end");
  }

  @Override
  public CompletionStage<Long> balance(long account) {
    WalletClient client = banks.get(AccountNumber.bank(account));
    String path = "/v1/accounts/" + wallets.get(account).account() + "/balance";
    return until(() -> client.read(path))
        .thenApply(
            answer -> {
              if (!answer.isOk()) {
                throw new IllegalStateException("a balance was refused: " + answer.problem());
              }
              return answer.body().path("available").asLong();
            });
  }

  /** Repetitions are answered, so no feed is read. */
  @Override
  public CompletionStage<FeedPage> feed(int bank, int shard, long fromBatch) {
    throw new IllegalStateException("a replay over HTTP reads no feed");
  }

  @Override
  public LedgerPort issuer() {
    return issuer.ledger();
  }

  private static Outcome outcome(ApiAnswer answer) {
    if (answer.isOk()) {
      return Outcome.Settled.INSTANCE;
    }
    try {
      RejectionCode code = RejectionCode.valueOf(answer.code());
      return code.name().startsWith("PAYEE_")
          ? new Outcome.Returned(code)
          : new Outcome.Rejected(code);
    } catch (IllegalArgumentException notOfTheLedger) {
      throw new IllegalStateException("a request was refused: " + answer.problem(), notOfTheLedger);
    }
  }

  /** Repeats a request until its answer is for good. */
  private CompletableFuture<ApiAnswer> until(Supplier<CompletableFuture<ApiAnswer>> request) {
    CompletableFuture<ApiAnswer> result = new CompletableFuture<>();
    gate.execute(
        () -> {
          places.acquireUninterruptibly();
          Failures.into(result, repetition.until(request).thenAccept(result::complete));
        });
    return result.whenComplete((answer, failure) -> places.release());
  }

  @Override
  public void close() {
    issuer.close();
    http.close();
    gate.shutdownNow();
    executor.shutdownNow();
  }
}
