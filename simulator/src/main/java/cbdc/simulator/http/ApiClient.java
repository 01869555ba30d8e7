package cbdc.simulator.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Sends requests to services. Safe for use by any number of threads. */
public final class ApiClient implements AutoCloseable {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client;

  /**
   * A client.
   *
   * @param executor runs the client's own tasks and what follows on answers
   */
  public ApiClient(Executor executor) {
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_LIMIT)
            .executor(executor)
            .build();
  }

  /**
   * One request.
   *
   * @param url all of the address
   * @param key idempotency key, if the operation takes one
   * @param body JSON, if there is a body
   */
  public record Request(
      String method, String url, String token, Optional<String> key, Optional<ObjectNode> body) {
    /** A GET. */
    public static Request get(String url, String token) {
      return new Request("GET", url, token, Optional.empty(), Optional.empty());
    }

    /** A POST under a key. */
    public static Request post(String url, String token, String key, ObjectNode body) {
      return new Request("POST", url, token, Optional.of(key), Optional.of(body));
    }

    /** A POST without key; the body may be null. */
    public static Request post(String url, String token, ObjectNode body) {
      return new Request("POST", url, token, Optional.empty(), Optional.ofNullable(body));
    }
  }

  /** A new JSON object. */
  public static ObjectNode json() {
    return JSON.createObjectNode();
  }

  /**
   * Sends a request.
   *
   * @return the answer, whatever its status; fails where none came
   */
  public CompletableFuture<ApiAnswer> send(Request request) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(request.url()))
            .timeout(ANSWER_LIMIT)
            .header("Authorization", "Bearer " + request.token());
    request.key().ifPresent(key -> builder.header("Idempotency-Key", key));
    if (request.body().isPresent()) {
      builder
          .header("Content-Type", "application/json")
          .method(
              request.method(),
              BodyPublishers.ofString(request.body().get().toString(), StandardCharsets.UTF_8));
    } else {
      builder.method(request.method(), BodyPublishers.noBody());
    }
    return client
        .sendAsync(builder.build(), BodyHandlers.ofString(StandardCharsets.UTF_8))
        .thenApply(ApiClient::answer);
  }

  private static ApiAnswer answer(HttpResponse<String> response) {
    try {
      JsonNode body =
          response.body().isEmpty() ? MissingNode.getInstance() : JSON.readTree(response.body());
      return new ApiAnswer(response.statusCode(), body);
    } catch (JsonProcessingException noJson) {
      throw new IllegalStateException(
          "the answer to " + response.uri() + " is not JSON: " + noJson.getOriginalMessage(),
          noJson);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
