package cbdc.settlement.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.settlement.client.OutcomeUnknown;
import cbdc.testkit.Await;
import cbdc.testkit.SeededRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Payments of several banks between all their wallets, a burst every few milliseconds without
 * waiting for earlier ones, and what became of each. Some overdraw, some go to nobody, and some are
 * sent a second time under their old id.
 *
 * <p>Comes in phases, each of a bounded number of payments, so that a slow machine has as little to
 * check at the end as a fast one.
 */
final class PaymentLoad implements AutoCloseable {
  private static final int IN_FLIGHT_MAX = 5_000;
  private static final int BURST = 400;
  private static final long BURST_EVERY_MILLIS = 40;
  private static final int REPEATABLE_MAX = 4_096;
  private static final long OVERDRAFT = 1_000_000_000_000L;
  private static final long NOBODY = 99_999_999;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final List<BankClient> banks;
  private final SeededRandom random;
  private final Map<CommandId, Command.Pay> submitted = new ConcurrentHashMap<>();
  private final Map<CommandId, Outcome> outcomes = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicLong ended = new AtomicLong();
  private final AtomicLong allowed = new AtomicLong();
  private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();

  /** Payments that may be sent again; only the pace's thread. */
  private final List<Command.Pay> repeatable = new ArrayList<>();

  private int replaced;

  PaymentLoad(List<BankClient> banks, SeededRandom random) {
    this.banks = banks;
    this.random = random;
  }

  /** Submits one payment now and records it like the others. */
  void pay(BankClient bank, Command.Pay payment) {
    submitted.put(payment.id(), payment);
    inFlight.incrementAndGet();
    observe(bank, payment, bank.client().submit(payment));
  }

  /** Starts the stream; nothing flows before the first phase. */
  void start() {
    Future<?> unused =
        pace.scheduleWithFixedDelay(
            this::burst, BURST_EVERY_MILLIS, BURST_EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Begins a phase of at most so many payments; what an earlier phase left over does not come on
   * top.
   */
  void phase(long paymentsMax) {
    allowed.set(paymentsMax);
  }

  /** Waits until so many more payments have their outcome. */
  void awaitOutcomes(String when, long count) {
    long target = ended.get() + count;
    await(count + " more payments have an outcome " + when, () -> ended.get() >= target);
  }

  /** Starts no more and waits until every payment has its outcome. */
  void finish() throws InterruptedException {
    pace.shutdown();
    assertThat(pace.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    await("every payment has its outcome", () -> inFlight.get() == 0);
    assertThat(faults).isEmpty();
    assertThat(outcomes).hasSameSizeAs(submitted);
  }

  /** Every payment submitted, by id. */
  Map<CommandId, Command.Pay> payments() {
    return submitted;
  }

  /** The final outcome of every payment, by id. */
  Map<CommandId, Outcome> outcomes() {
    return outcomes;
  }

  private void await(String what, BooleanSupplier condition) {
    Await.value(
        what,
        LIMIT,
        () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty(),
        this::state);
  }

  private String state() {
    return "in flight " + inFlight + ", ended " + ended + ", allowed " + allowed + " " + faults;
  }

  private void burst() {
    try {
      submitBurst();
    } catch (RuntimeException e) {
      faults.add("the load failed: " + e);
      throw e;
    }
  }

  private void submitBurst() {
    for (int i = 0; i < BURST && inFlight.get() < IN_FLIGHT_MAX; i++) {
      if (allowed.get() <= 0) {
        return;
      }
      allowed.decrementAndGet();
      BankClient bank = random.pick(banks);
      if (random.chance(1, 30) && !repeatable.isEmpty()) {
        repeat(random.pick(repeatable));
      } else {
        Command.Pay payment = next(bank);
        pay(bank, payment);
        remember(payment);
      }
    }
  }

  private Command.Pay next(BankClient bank) {
    long payer = random.pick(bank.wallets());
    long payee = payer;
    while (payee == payer) {
      payee = random.pick(random.pick(banks).wallets());
    }
    if (random.chance(1, 40)) {
      return bank.payment(payer, payee, OVERDRAFT);
    }
    if (random.chance(1, 40)) {
      return bank.payment(payer, AccountNumber.of(bank.bank(), NOBODY), 1);
    }
    return bank.payment(payer, payee, random.between(1, 9));
  }

  private void remember(Command.Pay payment) {
    if (repeatable.size() < REPEATABLE_MAX) {
      repeatable.add(payment);
    } else {
      repeatable.set(replaced++ % REPEATABLE_MAX, payment);
    }
  }

  /** The same id and bytes once more, whether or not the first sending has ended. */
  private void repeat(Command.Pay payment) {
    BankClient bank =
        banks.stream()
            .filter(b -> b.bank() == AccountNumber.bank(payment.payer()))
            .findFirst()
            .orElseThrow();
    inFlight.incrementAndGet();
    observe(bank, payment, bank.client().submit(payment));
  }

  private void observe(BankClient bank, Command.Pay payment, CompletionStage<Outcome> stage) {
    CompletionStage<Outcome> unused =
        stage.whenComplete(
            (outcome, failure) -> {
              if (failure instanceof OutcomeUnknown) {
                observe(bank, payment, bank.client().ask(payment));
                return;
              }
              if (failure == null) {
                record(payment, outcome);
              } else {
                faults.add(payment + " failed: " + failure);
              }
              ended.incrementAndGet();
              inFlight.decrementAndGet();
            });
  }

  /** Whoever asks about the same id gets the same answer, except where nothing was sent at all. */
  private void record(Command.Pay payment, Outcome outcome) {
    outcomes.merge(
        payment.id(),
        outcome,
        (first, second) -> {
          if (isNeverSent(first)) {
            return second;
          }
          if (!isNeverSent(second) && !second.equals(first)) {
            faults.add(payment + " ended as " + first + " and then as " + second);
          }
          return first;
        });
  }

  /** Refused before it could spend its id: the same command may still be executed later. */
  static boolean isNeverSent(Outcome outcome) {
    return outcome instanceof Outcome.Rejected rejected && rejected.code().isRetryable();
  }

  @Override
  public void close() {
    pace.shutdownNow();
  }
}
