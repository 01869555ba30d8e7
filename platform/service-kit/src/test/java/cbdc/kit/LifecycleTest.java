package cbdc.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.kit.HealthChecks.Probe;
import cbdc.kit.Lifecycle.Part;
import cbdc.kit.Lifecycle.State;
import cbdc.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LifecycleTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(20);

  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final Lifecycle lifecycle = new Lifecycle("test");
  private final HealthChecks health = new HealthChecks();

  @Test
  void shouldStartInOrderAndStopReversed() {
    lifecycle.addTo(health);
    add("a");
    add("b");
    assertThat(health.report(Probe.STARTED).ok()).isFalse();
    assertThat(health.report(Probe.LIVE).ok()).isTrue();

    lifecycle.start();
    assertThat(lifecycle.state()).isEqualTo(State.RUNNING);
    assertThat(health.report(Probe.READY).ok()).isTrue();

    assertThat(lifecycle.stop("test is over")).isEmpty();
    assertThat(lifecycle.stop("again")).isEmpty();
    assertThat(seen).containsExactly("start a", "start b", "stop b", "stop a");
    assertThat(lifecycle.state()).isEqualTo(State.STOPPED);
    assertThat(lifecycle.reason()).isEqualTo("test is over");
    assertThat(health.report(Probe.READY).findings().getFirst().verdict().reason())
        .isEqualTo("STOPPED: test is over");
    assertThat(health.report(Probe.LIVE).ok()).isTrue();
  }

  @Test
  void shouldStopWhatHadStartedWhenAPartFails() {
    lifecycle.addTo(health);
    add("a");
    lifecycle.add(
        "b",
        LONG,
        LONG,
        () -> {
          throw new IllegalStateException("disk is missing");
        });
    add("c");

    assertThatThrownBy(lifecycle::start)
        .isInstanceOf(StartException.class)
        .hasMessage("b did not start: disk is missing");
    assertThat(seen).containsExactly("start a", "stop a");
    assertThat(lifecycle.state()).isEqualTo(State.FAILED);
    assertThat(health.report(Probe.LIVE).ok()).isFalse();
    assertThat(lifecycle.stop("too late")).isEmpty();
  }

  @Test
  void shouldPassOnARefusalInItsOwnWordsAndErrorsToo() {
    lifecycle.add(
        "port",
        LONG,
        LONG,
        () -> {
          throw new StartException("port 1 is taken");
        });
    assertThatThrownBy(lifecycle::start).hasMessage("port 1 is taken");

    Lifecycle other = new Lifecycle("other");
    other.add(
        "native",
        LONG,
        LONG,
        () -> {
          throw new UnsatisfiedLinkError("no rocks");
        });
    assertThatThrownBy(other::start)
        .isInstanceOf(StartException.class)
        .hasMessageContaining("no rocks");
  }

  @Test
  void shouldGiveUpOnAPartThatTakesTooLong() {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    add("a");
    lifecycle.add(
        "slow",
        SHORT,
        LONG,
        () -> {
          try {
            never.await();
          } catch (InterruptedException wanted) {
            interrupted.countDown();
          }
        });

    assertThatThrownBy(lifecycle::start).hasMessage("slow did not start: took longer than 20 ms");
    Await.until("the slow part is interrupted", () -> interrupted.getCount() == 0);
    assertThat(seen).containsExactly("start a", "stop a");
  }

  @Test
  void shouldGoOnStoppingAfterAPartThatDoesNot() {
    add("a");
    lifecycle.add(
        "bad",
        LONG,
        SHORT,
        stopping(
            () -> {
              throw new IllegalStateException("stuck");
            }));
    lifecycle.add("slow", LONG, SHORT, stopping(() -> new CountDownLatch(1).await()));
    lifecycle.start();

    assertThat(lifecycle.stop("test is over"))
        .containsExactly("slow did not stop: took longer than 20 ms", "bad did not stop: stuck");
    assertThat(seen).containsExactly("start a", "stop a");
  }

  @Test
  void shouldEndAStartThatIsNoLongerWanted() throws Exception {
    CountDownLatch inSecond = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    add("first");
    lifecycle.add(
        "second",
        LONG,
        LONG,
        () -> {
          inSecond.countDown();
          never.await();
        });
    add("third");
    CompletableFuture<Void> starting = CompletableFuture.runAsync(lifecycle::start);
    inSecond.await();

    assertThat(lifecycle.stop("signal")).isEmpty();

    assertThatThrownBy(starting::get)
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("test was told to stop while it started: signal");
    assertThat(seen).containsExactly("start first", "stop first");
    assertThat(lifecycle.state()).isEqualTo(State.FAILED);
  }

  @Test
  void shouldStopThePartThatStartsAllTheSame() throws Exception {
    CountDownLatch inFirst = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    lifecycle.add(
        "first",
        LONG,
        LONG,
        () -> {
          inFirst.countDown();
          try {
            never.await();
          } catch (InterruptedException ignored) {
            seen.add("start first");
          }
        },
        () -> seen.add("stop first"));
    add("second");
    CompletableFuture<Void> starting = CompletableFuture.runAsync(lifecycle::start);
    inFirst.await();

    assertThat(lifecycle.stop("signal")).isEmpty();

    assertThatThrownBy(starting::get).hasRootCauseInstanceOf(StartException.class);
    assertThat(seen).containsExactly("start first", "stop first");
  }

  @Test
  void shouldRunOnce() {
    lifecycle.start();
    assertThatThrownBy(lifecycle::start).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> add("late")).isInstanceOf(IllegalStateException.class);
  }

  private void add(String name) {
    lifecycle.add(
        name,
        LONG,
        LONG,
        new Part() {
          @Override
          public void start() {
            seen.add("start " + name);
          }

          @Override
          public void stop() {
            seen.add("stop " + name);
          }
        });
  }

  @FunctionalInterface
  private interface Stopping {
    void stop() throws Exception;
  }

  private static Part stopping(Stopping stopping) {
    return new Part() {
      @Override
      public void start() {}

      @Override
      public void stop() throws Exception {
        stopping.stop();
      }
    };
  }
}
