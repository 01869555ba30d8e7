package cbdc.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;

/** Answers payments as told, on a free port, and remembers them. */
final class PretendedWallet implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** What was asked for. */
  record Asked(String path, String authorization, String key, JsonNode order) {}

  /** What is answered; {@code KEY} in the body stands for the payment's key. */
  record Answer(int status, String body) {}

  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  /**
   * Starts to serve.
   *
   * @param answers the answer to the n-th payment, counted from 1
   */
  PretendedWallet(IntFunction<Answer> answers) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/v1/bank", PretendedWallet::present);
    server.createContext("/", exchange -> serve(exchange, answers));
    server.start();
  }

  private static void present(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body =
          MAPPER
              .createObjectNode()
              .put("bank", 1)
              .put("cluster", "pretended")
              .put("sandbox", true)
              .put("time", Instant.now().toString())
              .toString()
              .getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private void serve(HttpExchange exchange, IntFunction<Answer> answers) throws IOException {
    try (exchange) {
      String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
      int number;
      synchronized (asked) {
        asked.add(
            new Asked(
                exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                exchange.getRequestHeaders().getFirst("Authorization"),
                key,
                MAPPER.readTree(exchange.getRequestBody())));
        number = asked.size();
      }
      Answer answer = answers.apply(number);
      byte[] body = answer.body().replace("KEY", key).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<Asked> asked() {
    return asked;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
