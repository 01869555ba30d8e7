package cbdc.simulator.contract;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.kit.trace.TracingSettings;
import cbdc.settlement.client.CommandIds;
import cbdc.simulator.http.ApiAnswer;
import cbdc.simulator.http.ApiClient;
import cbdc.simulator.http.WalletClient;
import cbdc.simulator.http.WalletClient.Transfer;
import cbdc.testkit.Await;
import cbdc.testkit.OtlpCollector;
import cbdc.testkit.OtlpCollector.Received;
import cbdc.wallet.app.WalletNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A payment through a whole wallet service, as its collector and its metrics see it. */
@Timeout(300)
class TracingIT {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";
  private static final String NOTE = "a-note-to-nobody-else";

  private final CommandIds ids = new CommandIds();

  @Test
  void shouldShowAPaymentAndItsCommandUnderTheIdOfTheAnswer(@TempDir Path dir) throws Exception {
    ExecutorService executor = Executors.newCachedThreadPool();
    try (TwoBanks banks = new TwoBanks(dir.resolve("system"));
        FrailService frail = new FrailService(banks.system, dir.resolve("frail"));
        OtlpCollector collector = new OtlpCollector();
        ApiClient http = new ApiClient(executor);
        HttpClient raw = HttpClient.newHttpClient();
        WalletNode node = frail.start(new TracingSettings(collector.endpoint(), 100))) {
      String url = "http://127.0.0.1:" + node.port();
      WalletClient bank = new WalletClient(http, url, FrailService.OPERATOR);
      String payer = ok(bank.openWallet(uuid(), 1, "payer")).text("account");
      String payee = ok(bank.openWallet(uuid(), 1, "payee")).text("account");
      String token = ok(bank.createToken(payer)).text("token");
      ok(bank.cashIn(new Transfer(uuid(), 10_000, "", ""), payer));

      HttpResponse<String> paid = raw.send(payment(url, token, payer, payee), asText());

      assertThat(paid.statusCode()).as(paid.body()).isEqualTo(201);
      assertThat(paid.headers().firstValue("Trace-Id")).contains(TRACE);
      String metrics = openMetrics(raw, node.managementPort());
      assertThat(metrics).containsPattern("operation=\"pay\".* # .*trace_id=\"" + TRACE + "\"");
      Await.until("the payment's spans", () -> ofTrace(collector, TRACE).size() == 2);
      Received served = only(collector, "pay");
      assertThat(served)
          .returns(TRACE, Received::traceId)
          .returns(PARENT, Received::parentId)
          .returns(OtlpCollector.SERVER, Received::kind);
      assertThat(served.tags()).containsEntry("http.response.status_code", "201");
      Received asked = only(collector, "ledger Pay");
      assertThat(asked)
          .returns(served.spanId(), Received::parentId)
          .returns(OtlpCollector.CLIENT, Received::kind);
      assertThat(asked.tags()).containsEntry("cbdc.outcome", "settled");

      openingsTakeTheirSpanThroughTheDatabase(collector);
      assertThat(collector.raw())
          .doesNotContain(token, FrailService.OPERATOR, payer, payee, NOTE)
          .doesNotContain(payer.replace("-", ""), payee.replace("-", ""));
    } finally {
      executor.shutdownNow();
    }
  }

  private static void openingsTakeTheirSpanThroughTheDatabase(OtlpCollector collector) {
    Set<String> openings =
        collector.spans().stream()
            .filter(span -> span.kind() == OtlpCollector.SERVER)
            .filter(span -> span.name().equals("openWallet"))
            .map(Received::spanId)
            .collect(Collectors.toSet());
    assertThat(openings).hasSize(2);
    assertThat(collector.spans())
        .filteredOn(span -> span.name().equals("ledger OpenAccount"))
        .extracting(Received::parentId)
        .containsExactlyInAnyOrderElementsOf(openings);
  }

  private HttpRequest payment(String url, String token, String payer, String payee) {
    return HttpRequest.newBuilder(URI.create(url + "/v1/payments"))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", uuid())
        .header("traceparent", "00-" + TRACE + "-" + PARENT + "-01")
        .POST(
            HttpRequest.BodyPublishers.ofString(
                """
                {"payer":"%s","payee":"%s","amount":100,"currency":"XDU","note":"%s"}"""
                    .formatted(payer, payee, NOTE)))
        .build();
  }

  private static String openMetrics(HttpClient raw, int port) throws Exception {
    HttpResponse<String> scraped =
        raw.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .header("Accept", "application/openmetrics-text; version=1.0.0")
                .build(),
            asText());
    assertThat(scraped.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/openmetrics-text");
    return scraped.body();
  }

  private static List<Received> ofTrace(OtlpCollector collector, String trace) {
    return collector.spans().stream().filter(span -> span.traceId().equals(trace)).toList();
  }

  private static Received only(OtlpCollector collector, String name) {
    return ofTrace(collector, TRACE).stream()
        .filter(span -> span.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static HttpResponse.BodyHandler<String> asText() {
    return HttpResponse.BodyHandlers.ofString();
  }

  private String uuid() {
    return ids.next().toString();
  }

  private static ApiAnswer ok(CompletableFuture<ApiAnswer> request) {
    ApiAnswer answer = request.join();
    assertThat(answer.isOk()).as(answer.problem()).isTrue();
    return answer;
  }
}
