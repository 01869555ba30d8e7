package cbdc.load.wallets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Wallet services that somebody wants to load. Each is asked who it is before anything else is sent
 * to it: load is for sandboxes only, on this machine only unless the caller owns the target, and
 * needs clocks that agree, since keys of payments carry the time.
 */
public final class WalletTargets {
  /** How far the clock of a target may be off. */
  static final Duration SKEW_MAX = Duration.ofSeconds(2);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** Addresses that need no name service to be sure of. */
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[(0*:)*0*1\\]");

  private WalletTargets() {}

  /**
   * A wallet service.
   *
   * @param bank code of its bank
   * @param url as it was given
   * @param cluster id of its ledger
   */
  public record Service(int bank, String url, String cluster) {}

  /**
   * An address that load may go to. A name could lead anywhere, so only {@code localhost} is one.
   *
   * @param isOwn whether somebody said that load may also leave this machine
   * @throws IllegalArgumentException with one line that says why not
   */
  public static String requireAllowed(String url, boolean isOwn) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      throw notAddress(url);
    }
    if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
      throw notAddress(url);
    }
    if (!isOwn && !LOOPBACK.matcher(uri.getHost()).matches()) {
      throw new IllegalArgumentException(
          url
              + " is not a loopback address: load goes to this machine only, unless you say --i-own-this-target");
    }
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  private static IllegalArgumentException notAddress(String url) {
    return new IllegalArgumentException(url + " is no address such as http://127.0.0.1:8101");
  }

  /**
   * Asks services, all of one ledger, whether they may be loaded.
   *
   * @param urls allowed ones
   * @param clock of this machine
   * @throws IllegalArgumentException with one line about the first that may not
   */
  public static List<Service> require(List<String> urls, InstantSource clock)
      throws InterruptedException {
    List<Service> services = new ArrayList<>();
    try (HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build()) {
      for (String url : urls) {
        Service service = require(http, url, clock);
        services.add(service);
        if (!service.cluster().equals(services.getFirst().cluster())) {
          throw new IllegalArgumentException(
              url
                  + " is of another ledger than "
                  + services.getFirst().url()
                  + ": load the services of one ledger at a time");
        }
      }
    }
    return services;
  }

  private static Service require(HttpClient http, String url, InstantSource clock)
      throws InterruptedException {
    Instant before = clock.instant();
    JsonNode bank = ask(http, url);
    Instant after = clock.instant();
    if (!bank.path("sandbox").asBoolean()) {
      throw new IllegalArgumentException(
          url
              + " does not say that it is a sandbox: load would move somebody's money; a service for tests has wallet.sandbox: true");
    }
    requireSameTime(url, bank.path("time").asText(), before, after);
    return new Service(bank.path("bank").asInt(), url, bank.path("cluster").asText());
  }

  private static JsonNode ask(HttpClient http, String url) throws InterruptedException {
    HttpResponse<String> answer;
    try {
      answer =
          http.send(
              HttpRequest.newBuilder(URI.create(url + "/v1/bank")).timeout(LIMIT).build(),
              BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          url + " does not answer: start the target, or correct the address", e);
    }
    JsonNode body = parse(answer.body());
    if (answer.statusCode() == 503 && body.path("code").isTextual()) {
      throw new IllegalArgumentException(
          url + " is not ready (" + body.path("code").asText() + "): try again when it is");
    }
    if (answer.statusCode() != 200 || !body.path("bank").isInt()) {
      throw new IllegalArgumentException(
          url
              + " is no wallet service: its answer to GET /v1/bank, with status "
              + answer.statusCode()
              + ", names no bank");
    }
    return body;
  }

  private static JsonNode parse(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException other) {
      return JSON.missingNode();
    }
  }

  private static void requireSameTime(String url, String time, Instant before, Instant after) {
    Instant there;
    try {
      there = Instant.parse(time);
    } catch (DateTimeParseException none) {
      throw new IllegalArgumentException(
          url + " does not tell its time: it is of another version", none);
    }
    if (there.isBefore(before.minus(SKEW_MAX)) || there.isAfter(after.plus(SKEW_MAX))) {
      Duration off = Duration.between(after, there);
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the clock of %s is %.1f s %s this machine's, and keys of payments carry the time: set both, for example by NTP (at most %d s may lie between them)",
              url,
              Math.abs(off.toMillis()) / 1e3,
              off.isNegative() ? "behind" : "ahead of",
              SKEW_MAX.toSeconds()));
    }
  }
}
