package cbdc.wallet.core;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.wire.ReadPayload;
import cbdc.wallet.core.RefundBook.Refund;
import cbdc.wallet.core.RefundBook.Reservation;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RefundsTest {
  private static final long SHOP = AccountNumber.of(1, AccountNumber.FIRST_CUSTOMER_SERIAL);
  private static final long ANNA = SHOP + 1;
  private static final CommandId PAYMENT = CommandId.of(1_000, 1, 1);
  private static final CommandId KEY = CommandId.of(2_000_000, 2, 2);

  /** Long after the payment. */
  private static final long NOW = 2_000_000;

  private final List<PaymentRecord> projected = new ArrayList<>();
  private final List<Boolean> noted = new ArrayList<>();
  private boolean isDatabaseAway;
  private long projectedIndex = 10;
  private int lookups;

  @Test
  void shouldTellThatARefundWasPaidThoughItCannotBeNoted() {
    projected.add(settled());
    isDatabaseAway = true;

    assertThat(refund())
        .isInstanceOfSatisfying(
            Refunds.Result.Asked.class,
            asked ->
                assertThat(asked.execution())
                    .isEqualTo(new Execution.Ended(KEY, Outcome.Settled.INSTANCE)));
    assertThat(noted).isEmpty();
  }

  @Test
  void shouldNotDenyAnOldPaymentThatTheProjectionHasNotReached() {
    projectedIndex = 9;

    assertThat(refund()).isInstanceOf(Refunds.Result.NotYetTold.class);
    assertThat(lookups).isGreaterThan(1);
  }

  @Test
  void shouldDenyAPaymentThatTheProjectionWouldHave() {
    assertThat(refund()).isInstanceOf(Refunds.Result.PaymentUnknown.class);
  }

  private Refunds.Result refund() {
    Histories histories = histories();
    Refunds refunds =
        new Refunds(
            ledger(), book(), histories, new Executor(ledger(), null, histories, null), () -> NOW);
    Caller.Merchant merchant =
        new Caller.Merchant(SHOP, EnumSet.of(Scope.REFUND), UUID.randomUUID());
    return refunds
        .refund(merchant, KEY.toString(), PAYMENT, 5, "")
        .toCompletableFuture()
        .orTimeout(30, TimeUnit.SECONDS)
        .join();
  }

  private static PaymentRecord settled() {
    return new PaymentRecord(
        new PaymentKey(0, PAYMENT),
        PaymentKind.PAYMENT,
        ANNA,
        SHOP,
        5,
        PaymentStatus.SETTLED,
        Optional.empty(),
        "",
        "",
        Optional.empty(),
        Optional.empty(),
        0,
        1_000,
        1_001);
  }

  private RefundBook book() {
    return new RefundBook() {
      @Override
      public CompletionStage<Reservation> reserve(Refund refund) {
        return CompletableFuture.completedFuture(new Reservation.Reserved(refund));
      }

      @Override
      public CompletionStage<Void> ended(PaymentKey refund, boolean paid) {
        if (isDatabaseAway) {
          return CompletableFuture.failedFuture(new StoreUnavailable("away", null));
        }
        noted.add(paid);
        return CompletableFuture.completedFuture(null);
      }

      @Override
      public CompletionStage<List<Refund>> open(long reservedBeforeMillis) {
        return CompletableFuture.completedFuture(List.of());
      }
    };
  }

  private Ledger ledger() {
    return port(
        Ledger.class,
        (name, arguments) ->
            switch (name) {
              case "shardCount" -> 1;
              case "submit" -> CompletableFuture.completedFuture(paid((Command) arguments[0]));
              case "balance" ->
                  CompletableFuture.completedFuture(
                      new Ledger.Read<ReadPayload.Balance>(0, 10, null));
              default -> throw new AssertionError(name);
            });
  }

  private static Outcome paid(Command command) {
    assertThat(command).isInstanceOf(Command.Pay.class);
    return Outcome.Settled.INSTANCE;
  }

  private Histories histories() {
    return port(
        Histories.class,
        (name, arguments) ->
            switch (name) {
              case "payments" -> {
                lookups++;
                yield CompletableFuture.completedFuture(List.copyOf(projected));
              }
              case "asOf" -> List.of(new AsOf(0, projectedIndex, 1, 1));
              default -> throw new AssertionError(name);
            });
  }

  @FunctionalInterface
  private interface Answers {
    Object of(String method, Object[] arguments);
  }

  /** A port that answers a few of its methods. */
  private static <T> T port(Class<T> type, Answers answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answers.of(method.getName(), arguments)));
  }
}
