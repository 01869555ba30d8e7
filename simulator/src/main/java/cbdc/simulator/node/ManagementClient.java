package cbdc.simulator.node;

import cbdc.kit.config.HostPort;
import cbdc.simulator.console.CommandFailure;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** Asks a running node on its management port. */
final class ManagementClient {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final Duration STATUS_LIMIT = Duration.ofSeconds(10);

  /** A copy to another disk takes as long as writing it takes. */
  private static final Duration BACKUP_LIMIT = Duration.ofHours(12);

  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(60);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HostPort address;

  ManagementClient(HostPort address) {
    this.address = address;
  }

  /** What the node says of itself. */
  JsonNode status() {
    return ask(request("/status", STATUS_LIMIT).GET().build());
  }

  /** Lets the node hand over all leadership and take none. */
  JsonNode drain(String token) {
    return ask(
        authorized(request("/drain", DRAIN_LIMIT), token).POST(BodyPublishers.noBody()).build());
  }

  /** Lets the node lead again. */
  JsonNode endDrain(String token) {
    return ask(authorized(request("/drain", DRAIN_LIMIT), token).DELETE().build());
  }

  /** Lets the node write a backup to a folder of its machine. */
  JsonNode backup(Path folder, String token) {
    String to = URLEncoder.encode(folder.toAbsolutePath().toString(), StandardCharsets.UTF_8);
    return ask(
        authorized(request("/backup?to=" + to, BACKUP_LIMIT), token)
            .POST(BodyPublishers.noBody())
            .build());
  }

  /** Lets the stopped channel from one shard to another go on where it stands. */
  void resumeChannel(int shard, int from, String token) {
    String path = "/channels/resume?shard=" + shard + "&from=" + from;
    ask(authorized(request(path, DRAIN_LIMIT), token).POST(BodyPublishers.noBody()).build());
  }

  private HttpRequest.Builder request(String path, Duration limit) {
    URI base = URI.create(ManagementUrl.of(address.host(), address.port()));
    return HttpRequest.newBuilder(base.resolve(path)).timeout(limit);
  }

  private static HttpRequest.Builder authorized(HttpRequest.Builder request, String token) {
    return request.header("Authorization", "Bearer " + token);
  }

  private JsonNode ask(HttpRequest request) {
    try (HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_LIMIT)
            .build()) {
      HttpResponse<String> answer =
          client.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
      JsonNode body = MAPPER.readTree(answer.body());
      if (answer.statusCode() != 200) {
        throw CommandFailure.failed("the node at " + address + ": " + body.path("error").asText());
      }
      return body;
    } catch (IOException silent) {
      throw CommandFailure.failed(
          "no node answers at "
              + address
              + " ("
              + silent
              + "): is it up, and is this its management.address?",
          silent);
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
      throw CommandFailure.failed("interrupted", told);
    }
  }
}
