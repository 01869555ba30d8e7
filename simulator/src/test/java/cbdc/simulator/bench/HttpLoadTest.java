package cbdc.simulator.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.simulator.console.CommandFailure;
import cbdc.testkit.Await;
import java.net.Socket;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The driver against services that answer well, badly, late or not at all. */
@Timeout(60)
class HttpLoadTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int PAUSE_MILLIS = 400;

  private final AtomicInteger count = new AtomicInteger();

  private static HttpLoad connect(StubService service, int connections)
      throws InterruptedException {
    return HttpLoad.connect(service.target(), connections, PATIENCE, 1);
  }

  @Test
  void shouldSendPaymentsThatAServiceCanRead() throws Exception {
    try (StubService service = new StubService(request -> StubService.settled());
        HttpLoad load = connect(service, 2)) {
      OpenLoad.Latencies found = load.offer(200, 0, 1);

      assertThat(found.payments()).isEqualTo(200);
      assertThat(found.notSettled()).isZero();
      assertThat(service.requests()).hasSize(200);
      assertThat(service.connectionsMade()).isEqualTo(2);
      Set<String> keys = new HashSet<>();
      for (StubService.Request request : service.requests()) {
        assertThat(request.head()).startsWith("POST /v1/payments HTTP/1.1\r\n");
        assertThat(request.header("Host")).isEqualTo("127.0.0.1:" + service.port());
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
        assertThat(UUID.fromString(request.header("Idempotency-Key")).version()).isEqualTo(7);
        keys.add(request.header("Idempotency-Key"));
        String wallet =
            request.header("Authorization").equals("Bearer token-a")
                ? "DC15000100000001000001"
                : "DC15000100000001000002";
        assertThat(request.body())
            .matches(
                "\\{\"payer\":\""
                    + wallet
                    + "\",\"payee\":\"DC1500020000000100000[34]\",\"amount\":[1-9][0-9]{0,2},\"currency\":\"XDU\"}");
      }
      assertThat(keys).hasSize(200);
    }
  }

  @Test
  void shouldKeepEveryConnectionBusyInTheClosedModel() throws Exception {
    try (StubService service = new StubService(request -> StubService.settled());
        HttpLoad load = connect(service, 4)) {
      ClosedLoad.Round round = load.round(1);
      load.finish();

      assertThat(round.paymentsPerSecond()).isGreaterThan(4);
      assertThat(round.notSettled()).isZero();
      assertThat(load.outcomes().byName())
          .containsExactly(Map.entry("201 settled", (long) service.requests().size()));
    }
  }

  @Test
  void shouldCountOutcomesByStatusAndCode() throws Exception {
    try (StubService service =
            new StubService(
                request ->
                    switch (count.getAndIncrement() % 5) {
                      case 0 -> StubService.settled();
                      case 1 ->
                          StubService.reply(
                              422, "{\"status\":422, \"code\" : \"INSUFFICIENT_FUNDS\"}");
                      case 2 -> StubService.reply(202, "{\"status\":\"pending\"}");
                      case 3 -> StubService.reply(503, "{\"code\":\"OVERLOADED\"}");
                      default -> StubService.reply(500, "");
                    });
        HttpLoad load = connect(service, 1)) {
      OpenLoad.Latencies found = load.offer(100, 0, 1);

      assertThat(found.notSettled()).isEqualTo(80);
      assertThat(load.outcomes().byName())
          .containsExactly(
              Map.entry("201 settled", 20L),
              Map.entry("202 pending", 20L),
              Map.entry("422 INSUFFICIENT_FUNDS", 20L),
              Map.entry("500", 20L),
              Map.entry("503 OVERLOADED", 20L));
      HttpReport.Outcomes outcomes = HttpReport.Outcomes.of(load.outcomes());
      assertThat(outcomes.settled()).isEqualTo(20);
      assertThat(outcomes.refused()).isEqualTo(40);
      assertThat(outcomes.unknown()).isEqualTo(40);
    }
  }

  @Test
  void shouldReadRepliesThatArriveInPieces() throws Exception {
    byte[] reply = StubService.bytes(201, "{\"status\":\"settled\"}", "");
    try (StubService service =
            new StubService(
                request ->
                    (socket, out) -> {
                      socket.setTcpNoDelay(true);
                      for (byte b : reply) {
                        out.write(b);
                        out.flush();
                      }
                    });
        HttpLoad load = connect(service, 2)) {
      assertThat(load.offer(50, 0, 1).notSettled()).isZero();
    }
  }

  @Test
  void shouldCallUnknownWhatWasUnderWayOnALostConnectionAndGoOn() throws Exception {
    try (StubService service =
            new StubService(
                request ->
                    count.getAndIncrement() == 10
                        ? (socket, out) -> socket.close()
                        : StubService.settled());
        HttpLoad load = connect(service, 1)) {
      OpenLoad.Latencies found = load.offer(50, 0, 1);

      assertThat(found.notSettled()).isEqualTo(1);
      assertThat(load.outcomes().byName())
          .containsExactly(Map.entry("201 settled", 49L), Map.entry("connection lost", 1L));
      assertThat(load.outcomes().count(HttpOutcomes.Kind.UNKNOWN)).isEqualTo(1);
      assertThat(service.connectionsMade()).isEqualTo(2);
    }
  }

  @Test
  void shouldCountTheTimeUntilAConnectionWasLostOrAPaymentRefused() throws Exception {
    try (StubService service =
            new StubService(
                request ->
                    switch (count.getAndIncrement()) {
                      case 0 ->
                          (socket, out) -> {
                            pause();
                            socket.close();
                          };
                      default -> StubService.settled();
                    });
        HttpLoad load = connect(service, 2)) {
      OpenLoad.Latencies found = load.offer(20, 0, 1);
      assertThat(found.notSettled()).isEqualTo(1);
      assertThat(found.maxMillis()).isGreaterThanOrEqualTo(PAUSE_MILLIS - 1);
    }
  }

  @Test
  void shouldFollowAServiceThatClosesAfterEachReply() throws Exception {
    byte[] reply = StubService.bytes(201, "{\"status\":\"settled\"}", "Connection: Close\r\n");
    try (StubService service =
            new StubService(
                request ->
                    (socket, out) -> {
                      out.write(reply);
                      socket.close();
                    });
        HttpLoad load = connect(service, 1)) {
      assertThat(load.offer(20, 0, 1).notSettled()).isZero();
      Await.until("a connection for each", () -> service.connectionsMade() == 21);
    }
  }

  @Test
  void shouldCallUnknownWhatHasNoReplyInTime() throws Exception {
    try (StubService service =
            new StubService(
                request ->
                    count.getAndIncrement() == 0 ? (socket, out) -> {} : StubService.settled());
        HttpLoad load = HttpLoad.connect(service.target(), 2, Duration.ofMillis(PAUSE_MILLIS), 1)) {
      OpenLoad.Latencies found = load.offer(20, 0, 1);

      assertThat(found.notSettled()).isEqualTo(1);
      assertThat(load.outcomes().byName())
          .containsExactly(Map.entry("201 settled", 19L), Map.entry("no reply in time", 1L));
      assertThat(found.maxMillis()).isGreaterThanOrEqualTo(PAUSE_MILLIS);
    }
  }

  @Test
  void shouldCountFromTheIntendedBeginWhatAPauseOfTheServiceDelays() throws Exception {
    try (StubService service =
            new StubService(
                request -> {
                  if (count.getAndIncrement() == 0) {
                    pause();
                  }
                  return StubService.settled();
                });
        HttpLoad load = connect(service, 1)) {
      OpenLoad.Latencies found = load.offer(100, 0, 1);

      // Forty of a hundred were due during the pause: from their real begin only one was late.
      assertThat(found.p99Millis()).isGreaterThan(PAUSE_MILLIS - 50);
      assertThat(found.beginsLateMaxMillis()).isGreaterThan(PAUSE_MILLIS - 50);
      assertThat(found.maxMillis()).isGreaterThanOrEqualTo(PAUSE_MILLIS - 1);
    }
  }

  @Test
  void shouldNotCountWhatWasSentToWarmUp() throws Exception {
    try (StubService service =
            new StubService(
                request ->
                    count.getAndIncrement() < 100
                        ? StubService.reply(503, "{\"code\":\"STARTING\"}")
                        : StubService.settled());
        HttpLoad load = connect(service, 1)) {
      OpenLoad.Latencies found = load.offer(100, 1, 1);

      assertThat(service.requests()).hasSize(200);
      assertThat(found.payments()).isEqualTo(100);
      assertThat(load.outcomes().byName()).containsExactly(Map.entry("201 settled", 100L));
    }
  }

  @Test
  void shouldEndWhenTheRateIsFarBeyondWhatCanBeDone() throws Exception {
    try (StubService service =
            new StubService(
                request -> {
                  pause();
                  return StubService.settled();
                });
        HttpLoad load = connect(service, 1)) {
      assertThatThrownBy(() -> load.offer(1_000, 0, 1))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("offer fewer");
    }
  }

  @Test
  void shouldNameAServiceWhoseAnswersItCannotRead() throws Exception {
    try (StubService service =
            new StubService(
                request ->
                    (Socket socket, java.io.OutputStream out) ->
                        out.write(
                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        HttpLoad load = connect(service, 1)) {
      assertThatThrownBy(() -> load.offer(10, 0, 1))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("127.0.0.1:" + service.port())
          .hasMessageContaining("a reply in pieces");
    }
  }

  @Test
  void shouldNameAServiceThatIsNotThere() {
    StubService service = new StubService(request -> StubService.settled());
    HttpTarget target = service.target();
    service.close();
    assertThatThrownBy(() -> HttpLoad.connect(target, 1, PATIENCE, 1))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("127.0.0.1:" + service.port());
  }

  private static void pause() {
    long began = System.nanoTime();
    Await.until("the pause is over", () -> System.nanoTime() - began >= PAUSE_MILLIS * 1_000_000L);
  }
}
