package cbdc.simulator.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.simulator.console.CommandFailure;
import cbdc.testkit.Await;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OpenLoadTest {
  private static final int PAUSE_MILLIS = 300;

  private final AtomicInteger begun = new AtomicInteger();

  @Test
  void shouldCountEveryPaymentOfTheMeasuredTimeAndNoneOfTheWarmUp() throws Exception {
    OpenLoad.Latencies found = new OpenLoad(this::settled, 10, 200).measure(1, 1);
    assertThat(begun).hasValue(400);
    assertThat(found.payments()).isEqualTo(200);
    assertThat(found.notSettled()).isZero();
  }

  @Test
  void shouldCountWhatAPauseOfTheDriverDelaysFromTheIntendedBegin() throws Exception {
    // The first payment holds the driver up, so the ones that were due meanwhile begin late.
    OpenLoad.Latencies found =
        new OpenLoad(
                () -> {
                  if (begun.get() == 0) {
                    pause();
                  }
                  return settled();
                },
                1_000,
                100)
            .measure(0, 1);
    assertThat(found.beginsLateMaxMillis()).isGreaterThan(PAUSE_MILLIS - 50);
    // Thirty of a hundred were late: measured from when they really began, only one would be.
    assertThat(found.p99Millis()).isGreaterThan(PAUSE_MILLIS - 50);
    assertThat(found.maxMillis()).isGreaterThanOrEqualTo(PAUSE_MILLIS - 1);
  }

  @Test
  void shouldTellHowManyDidNotSettle() throws Exception {
    OpenLoad.Latencies found =
        new OpenLoad(
                () ->
                    begun.incrementAndGet() % 2 == 0
                        ? done(Outcome.Settled.INSTANCE)
                        : done(new Outcome.Rejected(RejectionCode.OVERLOADED)),
                10,
                100)
            .measure(0, 1);
    assertThat(found.notSettled()).isEqualTo(50);
  }

  @Test
  void shouldCountTheTimeOfPaymentsThatDidNotSettle() throws Exception {
    OpenLoad.Latencies found =
        new OpenLoad(
                () -> {
                  if (begun.getAndIncrement() > 0) {
                    return done(Outcome.Settled.INSTANCE);
                  }
                  return CompletableFuture.supplyAsync(
                      () -> {
                        pause();
                        return new Outcome.Rejected(RejectionCode.OVERLOADED);
                      },
                      Thread::startVirtualThread);
                },
                1_000,
                100)
            .measure(0, 1);
    assertThat(found.notSettled()).isEqualTo(1);
    assertThat(found.maxMillis()).isGreaterThanOrEqualTo(PAUSE_MILLIS - 1);
  }

  @Test
  void shouldEndWhenTheRateIsFarBeyondWhatCanBeDone() {
    assertThatThrownBy(
            () ->
                new OpenLoad(
                        () -> {
                          pause();
                          return settled();
                        },
                        1,
                        1_000)
                    .measure(0, 1))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("offer fewer");
  }

  private CompletionStage<Outcome> settled() {
    begun.incrementAndGet();
    return done(Outcome.Settled.INSTANCE);
  }

  private static CompletionStage<Outcome> done(Outcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }

  private static void pause() {
    long began = System.nanoTime();
    Await.until("the pause is over", () -> System.nanoTime() - began >= PAUSE_MILLIS * 1_000_000L);
  }
}
