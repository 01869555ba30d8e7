package cbdc.wallet.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import cbdc.kit.trace.CurrentSpan;
import cbdc.kit.trace.Span;
import cbdc.kit.trace.Tracing;
import cbdc.kit.trace.TracingSettings;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.Text;
import cbdc.testkit.Await;
import cbdc.testkit.OtlpCollector;
import cbdc.testkit.OtlpCollector.Received;
import cbdc.wallet.core.OutcomeNotKnown;
import cbdc.wallet.core.ScriptedLedger;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a collector learns about a command, and what whoever submits it. */
@Timeout(30)
class TracedLedgerTest {
  private static final int SHARDS = 16;
  private static final long PAYER = AccountNumber.of(7, 12_345_678);
  private static final Command PAY =
      new Command.Pay(
          CommandId.parse("01890a5d-ac96-774b-bcce-b302099a8057"),
          PAYER,
          AccountNumber.of(7, 87_654_321),
          4_711,
          Text.of("rent"),
          Text.of("from me"));

  private final ScriptedLedger ledger = new ScriptedLedger(7, SHARDS);
  private OtlpCollector collector;
  private Tracing tracing;
  private TracedLedger traced;

  @BeforeEach
  void start() throws Exception {
    collector = new OtlpCollector();
    tracing = Tracing.to(new TracingSettings(collector.endpoint(), 100), "test", "7");
    traced = new TracedLedger(ledger, tracing);
  }

  @AfterEach
  void stop() {
    CurrentSpan.set(null);
    tracing.close();
    collector.close();
  }

  static Stream<Arguments> outcomes() {
    return Stream.of(
        Arguments.of(Outcome.Settled.INSTANCE, "settled", ""),
        Arguments.of(Outcome.Pending.INSTANCE, "pending", ""),
        Arguments.of(Outcome.Cancelled.INSTANCE, "cancelled", ""),
        Arguments.of(
            new Outcome.Returned(RejectionCode.ID_EXPIRED), "returned", RejectionCode.ID_EXPIRED),
        Arguments.of(
            new Outcome.Rejected(RejectionCode.BANK_SUSPENDED, 0, 0),
            "declined",
            RejectionCode.BANK_SUSPENDED));
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void shouldTellHowACommandEnded(Outcome outcome, String text, Object rejection) {
    ledger.answers(outcome);
    Span request = tracing.request();
    CurrentSpan.set(request);

    assertThat(traced.submit(PAY).toCompletableFuture().join()).isEqualTo(outcome);
    Received span = onlySpan();

    assertThat(span)
        .returns(request.traceId(), Received::traceId)
        .returns(request.spanId(), Received::parentId)
        .returns(OtlpCollector.CLIENT, Received::kind)
        .returns("ledger Pay", Received::name);
    String shard = Integer.toString(AccountNumber.shard(PAYER, SHARDS));
    assertThat(span.tags())
        .isEqualTo(
            rejection.equals("")
                ? Map.of("cbdc.shard", shard, "cbdc.outcome", text)
                : Map.of(
                    "cbdc.shard",
                    shard,
                    "cbdc.outcome",
                    text,
                    "cbdc.rejection",
                    rejection.toString()));
    assertThat(collector.raw())
        .doesNotContain(
            AccountNumber.format(PAYER),
            Long.toString(PAYER),
            "12345678",
            PAY.id().toString(),
            "rent",
            "from me");
  }

  @Test
  void shouldTellThatNobodyKnows() {
    ledger.isSilent();
    CurrentSpan.set(tracing.request());

    Throwable failure = catchThrowable(() -> traced.submit(PAY).toCompletableFuture().join());

    assertThat(failure)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(OutcomeNotKnown.class);
    assertThat(onlySpan().tags()).containsEntry("cbdc.outcome", "unknown");
  }

  @Test
  void shouldTellNothingOfWhatBelongsToNoRequest() {
    ledger.answers(Outcome.Settled.INSTANCE);

    assertThat(traced.submit(PAY).toCompletableFuture())
        .isCompletedWithValue(Outcome.Settled.INSTANCE);
    tracing.close();
    assertThat(collector.spans()).isEmpty();
  }

  private Received onlySpan() {
    Await.until("a span", () -> collector.spans().size() == 1);
    return collector.spans().get(0);
  }
}
