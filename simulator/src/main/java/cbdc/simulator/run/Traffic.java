package cbdc.simulator.run;

import cbdc.protocol.CommandId;
import cbdc.simulator.http.ApiAnswer;
import cbdc.simulator.http.WalletClient;
import cbdc.simulator.http.WalletClient.Transfer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gentle live traffic through the API, at a steady rate whatever the answers: mostly small payments
 * to merchants of any bank, some between people, now and then a refund, and money paid in where a
 * wallet ran dry.
 */
final class Traffic implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Traffic.class);
  private static final long AMOUNT_MAX = 2_500;
  private static final long TOP_UP = 20_000;

  /** More than this without an answer, and the next payment is left out. */
  private static final int OPEN_MAX = 1_000;

  private record Payer(RunFile.Bank bank, RunFile.Wallet wallet) {}

  private record Shop(RunFile.Bank bank, RunFile.Merchant merchant) {}

  private final Map<Integer, WalletClient> clients;
  private final Supplier<CommandId> ids;
  private final List<Payer> payers = new ArrayList<>();
  private final List<Shop> shops = new ArrayList<>();
  private final Random random = new Random();
  private final AtomicLong open = new AtomicLong();
  private final AtomicLong settled = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("traffic").factory());

  Traffic(List<RunFile.Bank> banks, Map<Integer, WalletClient> clients, Supplier<CommandId> ids) {
    this.clients = clients;
    this.ids = ids;
    for (RunFile.Bank bank : banks) {
      bank.wallets().forEach(wallet -> payers.add(new Payer(bank, wallet)));
      bank.merchants().forEach(merchant -> shops.add(new Shop(bank, merchant)));
    }
  }

  /** Begins. */
  void start(int perSecond) {
    @SuppressWarnings("FutureReturnValueIgnored") // it never fails; closing ends it
    Object ignored =
        clock.scheduleAtFixedRate(
            this::one, 0, TimeUnit.SECONDS.toNanos(1) / perSecond, TimeUnit.NANOSECONDS);
  }

  private void one() {
    try {
      if (open.get() < OPEN_MAX) {
        Payer payer = pick(payers);
        int dice = random.nextInt(100);
        if (dice < 80) {
          buy(payer, pick(shops), dice < 5);
        } else {
          give(payer, pick(payers));
        }
      }
    } catch (RuntimeException fault) {
      LOG.warn("a payment of the demo could not be sent", fault);
    }
  }

  private void buy(Payer payer, Shop shop, boolean isSentBack) {
    CompletableFuture<ApiAnswer> paid =
        pay(payer, shop.merchant().account(), "at " + shop.merchant().name());
    forget(
        paid.thenAccept(
            answer -> {
              if (isSentBack && answer.isOk()) {
                forget(sendBack(shop, answer));
              }
            }));
  }

  /** Half of a payment. */
  private CompletableFuture<ApiAnswer> sendBack(Shop shop, ApiAnswer payment) {
    Transfer half =
        new Transfer(
            ids.get().toString(),
            Math.max(1, payment.body().path("amount").asLong() / 2),
            "",
            "half back");
    return count(
        clients.get(shop.bank().bank()).refund(shop.merchant().apiKey(), half, payment.text("id")));
  }

  private void give(Payer payer, Payer payee) {
    if (!payer.equals(payee)) {
      forget(pay(payer, payee.wallet().account(), "between friends"));
    }
  }

  private CompletableFuture<ApiAnswer> pay(Payer payer, String payee, String note) {
    Transfer transfer =
        new Transfer(ids.get().toString(), 1 + random.nextLong(AMOUNT_MAX), "", note);
    CompletableFuture<ApiAnswer> answer =
        count(
            clients
                .get(payer.bank().bank())
                .pay(payer.wallet().token(), transfer, payer.wallet().account(), payee));
    return answer.thenApply(
        paid -> {
          if (paid.code().equals("INSUFFICIENT_FUNDS")) {
            topUp(payer);
          }
          return paid;
        });
  }

  private void topUp(Payer payer) {
    forget(
        count(
            clients
                .get(payer.bank().bank())
                .cashIn(
                    new Transfer(ids.get().toString(), TOP_UP, "", "paid in"),
                    payer.wallet().account())));
  }

  private CompletableFuture<ApiAnswer> count(CompletableFuture<ApiAnswer> answer) {
    open.incrementAndGet();
    return answer.whenComplete(
        (done, failure) -> {
          open.decrementAndGet();
          (failure == null && done.isOk() ? settled : refused).incrementAndGet();
        });
  }

  /** Nobody waits for the answers of demo people. */
  private static void forget(CompletableFuture<?> request) {
    @SuppressWarnings("FutureReturnValueIgnored") // what failed was counted, and is said here
    Object ignored =
        request.exceptionally(
            failure -> {
              LOG.debug("a payment of the demo has no answer", failure);
              return null;
            });
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** Payments that settled, and those that did not. */
  String figures() {
    return settled.get() + " payments settled, " + refused.get() + " refused";
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
