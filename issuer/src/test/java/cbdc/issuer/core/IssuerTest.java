package cbdc.issuer.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.issuer.core.FakeLedger.Way;
import cbdc.protocol.Order;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.testkit.ManualClock;
import cbdc.testkit.Row;
import cbdc.testkit.Tables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class IssuerTest {
  private static final Outcome UNDERSIGNED = new Outcome.Rejected(RejectionCode.ORDER_UNDERSIGNED);
  private static final Outcome UNKNOWN = new Outcome.Rejected(RejectionCode.DEADLINE_PASSED);

  private final ExecutorService executor = Executors.newFixedThreadPool(2);
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-22T17:00:00Z"));
  private final Random random = new Random(7);

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  /** What happens on the way, and what must come of it. */
  record WayRow(
      String name, List<Way> ways, Outcome expected, int executed, int submitted, int differentIds)
      implements Row {}

  @TestFactory
  Stream<DynamicTest> shouldExecuteOnceWhateverHappensOnTheWay() {
    return Tables.tests(
        List.of(
            new WayRow("nothing", List.of(), Outcome.Settled.INSTANCE, 1, 1, 1),
            new WayRow("answer lost", List.of(Way.ANSWER_LOST), Outcome.Settled.INSTANCE, 1, 2, 1),
            new WayRow(
                "lost twice", List.of(Way.LOST, Way.LOST), Outcome.Settled.INSTANCE, 1, 3, 1),
            new WayRow("connection fails", List.of(Way.FAILS), Outcome.Settled.INSTANCE, 1, 2, 1),
            new WayRow(
                "executed, then forgotten",
                List.of(Way.FORGOTTEN_AFTER),
                Outcome.Settled.INSTANCE,
                1,
                1,
                1),
            new WayRow(
                "expired before it arrived",
                List.of(Way.EXPIRED_ON_THE_WAY),
                Outcome.Settled.INSTANCE,
                1,
                2,
                2),
            new WayRow(
                "cancelled by asking", List.of(Way.CANCELLED), Outcome.Settled.INSTANCE, 1, 2, 2),
            new WayRow(
                "answer lost, then forgotten",
                List.of(Way.ANSWER_LOST, Way.FORGOTTEN_AFTER),
                Outcome.Settled.INSTANCE,
                1,
                2,
                1),
            new WayRow(
                "answer lost, then refused at the door",
                List.of(Way.ANSWER_LOST, Way.REFUSED_AT_THE_DOOR),
                Outcome.Settled.INSTANCE,
                1,
                2,
                1),
            new WayRow(
                "lost, then refused at the door",
                List.of(Way.LOST, Way.REFUSED_AT_THE_DOOR),
                Outcome.Settled.INSTANCE,
                1,
                3,
                2),
            new WayRow(
                "refused at the door at first",
                List.of(Way.REFUSED_AT_THE_DOOR),
                new Outcome.Rejected(RejectionCode.BANK_KEY_UNKNOWN),
                0,
                1,
                1),
            new WayRow(
                "never an answer",
                List.of(Way.LOST, Way.LOST, Way.LOST, Way.LOST, Way.LOST),
                UNKNOWN,
                0,
                5,
                1)),
        row -> {
          FakeLedger ledger = ledger(2);
          ledger.ways.addAll(row.ways());
          Outcome outcome = await(issuer(ledger, 5).execute(OrderDraft.issue(1, 100)));
          assertThat(outcome).isEqualTo(row.expected());
          assertThat(ledger.executed).hasSize(row.executed());
          assertThat(ledger.submitted).hasSize(row.submitted());
          assertThat(ledger.submitted.stream().distinct()).hasSize(row.differentIds());
        });
  }

  @Test
  void shouldNumberTheOrdersOfEachBankInTheOrderOfTheCalls() {
    FakeLedger ledger = ledger(2);
    Issuer issuer = issuer(ledger, 5);
    List<CompletableFuture<Outcome>> all = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      all.add(issuer.execute(OrderDraft.issue(1, i)).toCompletableFuture());
      all.add(issuer.execute(OrderDraft.redeem(2, i)).toCompletableFuture());
    }
    all.forEach(stage -> assertThat(await(stage)).isEqualTo(Outcome.Settled.INSTANCE));
    for (int bank : new int[] {1, 2}) {
      List<Order> orders = ledger.executed.stream().filter(o -> o.header().bank() == bank).toList();
      assertThat(orders)
          .extracting(o -> o.header().number())
          .containsExactlyElementsOf(numbers(20));
      assertThat(orders).extracting(IssuerTest::amount).containsExactlyElementsOf(numbers(20));
    }
  }

  @Test
  void shouldTakeTheNextNumberWhenAnotherIssuerWasFaster() {
    FakeLedger ledger = ledger(2);
    boolean[] once = {false};
    ledger.verdict =
        outcome -> {
          if (once[0]) {
            return outcome;
          }
          once[0] = true;
          return new Outcome.Rejected(RejectionCode.ORDER_OUT_OF_SEQUENCE);
        };
    assertThat(await(issuer(ledger, 5).execute(OrderDraft.issue(1, 100))))
        .isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(ledger.submitted.stream().distinct()).hasSize(2);
  }

  @Test
  void shouldWriteClusterNumberAndTheLastDayInThePolicysZone() {
    FakeLedger ledger = ledger(2);
    ledger.lastNumbers.put(1, 41L);
    await(issuer(ledger, 5).execute(OrderDraft.issue(1, 100)));
    // 17:00 UTC is the 23rd at +08:00; orders stay valid for one more day.
    assertThat(ledger.executed)
        .containsExactly(
            new Order.Issue(
                new Order.Header(
                    Keys.CLUSTER.high(),
                    Keys.CLUSTER.low(),
                    1,
                    42,
                    (int) Instant.parse("2026-11-24T00:00:00Z").getEpochSecond() / 86400),
                100));
  }

  @Test
  void shouldSendNothingWithTooFewKeys() {
    FakeLedger ledger = ledger(2);
    Issuer issuer =
        new Issuer(
            ledger,
            Keys.CLUSTER,
            List.of(Keys.ALICE, Keys.STRANGER),
            CommandIds.of(clock, random),
            clock,
            executor,
            terms(5));
    assertThat(await(issuer.execute(OrderDraft.issue(1, 100)))).isEqualTo(UNDERSIGNED);
    assertThat(ledger.submitted).isEmpty();
  }

  @Test
  void shouldSendNothingOfAnInvalidOrder() {
    FakeLedger ledger = ledger(2);
    assertThat(await(issuer(ledger, 5).execute(OrderDraft.issue(1, 0))))
        .isEqualTo(new Outcome.Rejected(RejectionCode.ORDER_INVALID));
    assertThat(ledger.submitted).isEmpty();
  }

  @Test
  void shouldReadTheRegistryAgainAndFailWhenItStaysSilent() {
    FakeLedger ledger = ledger(2);
    ledger.registryFailures = 2;
    assertThat(await(issuer(ledger, 5).execute(OrderDraft.issue(1, 100))))
        .isEqualTo(Outcome.Settled.INSTANCE);
    ledger.registryFailures = 100;
    assertThatThrownBy(() -> await(issuer(ledger, 5).execute(OrderDraft.issue(1, 100))))
        .hasStackTraceContaining("no connection");
  }

  @Test
  void shouldGoOnWithTheNextOrderAfterOneThatFailed() {
    FakeLedger ledger = ledger(2);
    ledger.registryFailures = 5;
    Issuer issuer = issuer(ledger, 5);
    CompletableFuture<Outcome> first = issuer.execute(OrderDraft.issue(1, 1)).toCompletableFuture();
    CompletableFuture<Outcome> second =
        issuer.execute(OrderDraft.issue(1, 2)).toCompletableFuture();
    assertThat(await(second)).isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(first).isCompletedExceptionally();
  }

  @Test
  void shouldNotKnowWhatBecameOfAnOrderWhenNobodyAnswersQuestions() {
    FakeLedger ledger = ledger(2);
    ledger.ways.addAll(List.of(Way.ANSWER_LOST, Way.REFUSED_AT_THE_DOOR));
    ledger.askRefusal = RejectionCode.COMMAND_MALFORMED;
    assertThat(await(issuer(ledger, 5).execute(OrderDraft.issue(1, 100)))).isEqualTo(UNKNOWN);
    assertThat(ledger.submitted).hasSize(2);
  }

  @Test
  void shouldReportWhatTheLedgerRemembersWhateverItIs() {
    FakeLedger ledger = ledger(2);
    Outcome remembered = new Outcome.Rejected(RejectionCode.AMOUNT_OVERFLOW);
    ledger.verdict = outcome -> remembered;
    ledger.ways.add(Way.ANSWER_LOST);
    assertThat(await(issuer(ledger, 5).execute(OrderDraft.issue(1, 100)))).isEqualTo(remembered);
  }

  /** The executor takes so many tasks, then refuses. */
  @Test
  void shouldEndWhatTheExecutorRefusesWhereverThatIs() {
    for (int tasks = 0; tasks <= 12; tasks++) {
      FakeLedger ledger = ledger(2);
      ledger.ways.addAll(List.of(Way.LOST, Way.EXPIRED_ON_THE_WAY));
      ledger.registryFailures = 1;
      AtomicInteger left = new AtomicInteger(tasks);
      Issuer issuer =
          new Issuer(
              ledger,
              Keys.CLUSTER,
              Keys.ISSUER,
              CommandIds.of(clock, random),
              clock,
              task -> {
                if (left.getAndDecrement() <= 0) {
                  throw new RejectedExecutionException("too much to do");
                }
                executor.execute(task);
              },
              terms(10));
      CompletableFuture<Outcome> first =
          issuer.execute(OrderDraft.issue(1, 1)).toCompletableFuture();
      CompletableFuture<Outcome> queued =
          issuer.execute(OrderDraft.issue(1, 2)).toCompletableFuture();
      assertThat(first.handle((o, f) -> true).orTimeout(5, TimeUnit.SECONDS).join())
          .as("%d tasks", tasks)
          .isTrue();
      assertThat(queued.handle((o, f) -> true).orTimeout(5, TimeUnit.SECONDS).join()).isTrue();
      left.set(1_000);
      assertThat(await(issuer.execute(OrderDraft.issue(1, 3))))
          .as("after %d tasks", tasks)
          .isEqualTo(Outcome.Settled.INSTANCE);
    }
  }

  @Test
  void shouldReportARefusalAsItIs() {
    FakeLedger ledger = ledger(2);
    Outcome refusal = new Outcome.Rejected(RejectionCode.ORDER_OVER_QUOTA, 77, 0);
    ledger.verdict = outcome -> refusal;
    assertThat(await(issuer(ledger, 5).execute(OrderDraft.issue(1, 100)))).isEqualTo(refusal);
    assertThat(ledger.submitted).hasSize(1);
  }

  private static FakeLedger ledger(int threshold) {
    return new FakeLedger(Keys.CLUSTER, 16, threshold, Keys.PUBLIC);
  }

  private Issuer issuer(FakeLedger ledger, int attempts) {
    return new Issuer(
        ledger,
        Keys.CLUSTER,
        Keys.ISSUER,
        CommandIds.of(clock, random),
        clock,
        executor,
        terms(attempts));
  }

  private static Issuer.Terms terms(int attempts) {
    return new Issuer.Terms(1, attempts, 1);
  }

  private static List<Long> numbers(int last) {
    return Stream.iterate(1L, i -> i + 1).limit(last).toList();
  }

  private static long amount(Order order) {
    return switch (order) {
      case Order.Issue o -> o.amount();
      case Order.Redeem o -> o.amount();
      default -> throw new IllegalArgumentException("unexpected " + order);
    };
  }

  private static Outcome await(java.util.concurrent.CompletionStage<Outcome> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }
}
