package cbdc.issuer.app;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Asks the issuer's service with a person's token; refusals end the command. */
final class ServiceClient {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

  private final URI url;
  private final String token;
  private final Duration patience;

  /**
   * A client.
   *
   * @param url of the service, with or without a slash at the end
   * @param tokenFile its first line is the token
   * @param patience how long to wait for an answer
   */
  ServiceClient(String url, Path tokenFile, Duration patience) {
    this.url = parse(url);
    this.token = read(tokenFile);
    this.patience = patience;
  }

  private static URI parse(String url) {
    String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    if (!base.matches("https?://[A-Za-z0-9.\\[\\]:_-]+(/.*)?")) {
      throw IssuerFailure.usage("--url '" + url + "' must be like http://127.0.0.1:7801");
    }
    return URI.create(base);
  }

  private static String read(Path file) {
    try {
      String token = Files.readString(file).strip();
      if (!token.matches("[A-Za-z0-9_.~+/=-]{1,200}")) {
        throw IssuerFailure.usage("--token-file " + file + " must hold one token and nothing else");
      }
      return token;
    } catch (IOException unreadable) {
      throw IssuerFailure.failed(
          "--token-file " + file + " cannot be read: " + unreadable.getMessage());
    }
  }

  JsonNode get(String path) throws InterruptedException {
    return send(request(path).GET());
  }

  /** Posts a body, or none where it is null. */
  JsonNode post(String path, JsonNode body) throws InterruptedException {
    return body == null
        ? send(request(path).POST(BodyPublishers.noBody()))
        : send(
            request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString())));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .timeout(patience)
        .header("Accept", "application/json")
        .header("Authorization", "Bearer " + token);
  }

  private JsonNode send(HttpRequest.Builder request) throws InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).build()) {
      HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
      JsonNode body = MAPPER.readTree(answer.body());
      if (answer.statusCode() >= 400) {
        throw failure(answer.statusCode(), body);
      }
      return body;
    } catch (JacksonException notJson) {
      throw IssuerFailure.failed(url + " does not answer as an issuer's service does");
    } catch (IOException silent) {
      throw IssuerFailure.failed(
          "no answer of the issuer's service at " + url + ": " + reason(silent));
    }
  }

  private static String reason(IOException silent) {
    return silent.getMessage() == null ? silent.toString() : silent.getMessage();
  }

  private static IssuerFailure failure(int status, JsonNode problem) {
    String detail =
        problem.has("detail") ? problem.get("detail").asText() : problem.path("rule").asText();
    String field = problem.has("field") ? problem.get("field").asText() + ": " : "";
    String line =
        problem.path("code").asText("HTTP " + status)
            + ": "
            + field
            + detail
            + " (trace "
            + problem.path("traceId").asText("none")
            + ")";
    if (status == 400 || problem.path("code").asText().equals("CONTENT_INVALID")) {
      return IssuerFailure.usage(line);
    }
    boolean isRefusal = status == 403 || status == 404 || status == 409 || status == 422;
    return isRefusal ? IssuerFailure.refused(line) : IssuerFailure.failed(line);
  }
}
