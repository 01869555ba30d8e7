package cbdc.issuer.api;

import cbdc.crypto.LocalSigningKey;
import cbdc.issuer.core.CommandIds;
import cbdc.issuer.core.FakeLedger;
import cbdc.issuer.core.Keys;
import cbdc.issuer.core.LedgerPort;
import cbdc.issuer.core.OrderDesk;
import cbdc.issuer.core.OrderSigning;
import cbdc.issuer.core.People;
import cbdc.issuer.core.Person;
import cbdc.issuer.core.Readings;
import cbdc.issuer.core.Role;
import cbdc.issuer.store.PostgresArchive;
import cbdc.issuer.store.PostgresOrderBook;
import cbdc.issuer.store.TestDatabase;
import cbdc.kit.ServiceMetrics;
import cbdc.kit.http.ApiServer;
import cbdc.kit.http.ApiSettings;
import cbdc.kit.http.RateLimiter;
import cbdc.protocol.Approval;
import cbdc.protocol.BankStatus;
import cbdc.protocol.wire.ReadPayload.ChannelTotals;
import cbdc.testkit.Await;
import cbdc.testkit.ContractCheck;
import cbdc.testkit.ManualClock;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * The issuer's interface with a real database and a ledger that is not one. Every answer is held
 * against the contract. A person's token is the name with {@code -token}.
 */
public final class Rig implements AutoCloseable {
  static final Map<String, Set<Role>> ROLES =
      Map.of(
          "alice", EnumSet.of(Role.MAKER),
          "bob", EnumSet.of(Role.APPROVER),
          "carol", EnumSet.of(Role.APPROVER),
          "sam", EnumSet.of(Role.SUBMITTER),
          "audrey", EnumSet.of(Role.AUDITOR),
          "root", EnumSet.allOf(Role.class));

  private static final People PEOPLE =
      token -> {
        String name = token.replace("-token", "");
        return Optional.ofNullable(ROLES.get(name)).map(roles -> new Person(name, roles));
      };

  /** An answer with its body read. */
  record Answer(HttpResponse<String> http) {
    int status() {
      return http.statusCode();
    }

    JsonObject json() {
      return new JsonObject(http.body());
    }

    String code() {
      return json().getString("code");
    }
  }

  final ManualClock clock = new ManualClock(Instant.parse("2026-11-22T10:00:00Z"));
  public final FakeLedger ledger;
  final TestDatabase database;
  final ContractCheck contract;
  ApiServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final HttpClient client = HttpClient.newHttpClient();
  private final Vertx vertx = Vertx.vertx();
  private final ServiceMetrics metrics = ServiceMetrics.empty();

  /** What a rig may have otherwise than usual. */
  public static final class Parts {
    People people = PEOPLE;
    LedgerPort ledger;
    Executor threads;
    ApiSettings settings = ApiSettings.defaults();
    BooleanSupplier ready = () -> true;
    RateLimiter rates = new RateLimiter(1_000, 10_000, 100, System::nanoTime);
  }

  /** A rig that listens. */
  public Rig(TestDatabase database, ContractCheck contract, Parts parts) {
    this.database = database;
    this.contract = contract;
    ledger = new FakeLedger(Keys.CLUSTER, 2, 2, Keys.PUBLIC);
    ledger.admit(0, BankStatus.ACTIVE, 0, List.of());
    ledger.admit(1, BankStatus.ACTIVE, 1_000, Keys.PUBLIC);
    ledger.supplies.put(0, Readings.shardZero());
    ledger.supplies.put(
        1, Readings.shard(1, 0, 0, 0, 100, List.of(new ChannelTotals(0, 0, 100)), List.of()));
    PostgresArchive archive = new PostgresArchive(database.database());
    server =
        new ApiServer(
            vertx,
            "issuer",
            parts.settings,
            IssuerApi.contract(),
            IssuerApi.operations(
                new IssuerApi.Parts(
                    person ->
                        new OrderDesk(
                            new PostgresOrderBook(database.database(), clock, person.name()),
                            Keys.CLUSTER,
                            false,
                            clock),
                    archive,
                    parts.ledger == null ? ledger : parts.ledger,
                    Keys.CLUSTER,
                    false,
                    parts.people,
                    parts.rates,
                    CommandIds.of(clock, new Random(7)),
                    clock,
                    parts.threads == null ? threads : parts.threads)),
            parts.ready,
            metrics.registry());
    try {
      server.start();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  static ApiSettings limits(int openRequestsMax, Duration requestLimit) {
    ApiSettings standard = ApiSettings.defaults();
    return new ApiSettings(
        "127.0.0.1",
        0,
        1,
        standard.bodyBytesMax(),
        standard.jsonDepthMax(),
        openRequestsMax,
        standard.connectionsMax(),
        requestLimit,
        Duration.ofSeconds(10));
  }

  /** The contract with nothing seen of it. */
  public static ContractCheck newContract() {
    try (var in = Rig.class.getResourceAsStream("/cbdc/issuer/openapi.yaml")) {
      return new ContractCheck(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Where it listens. */
  public String url() {
    return "http://127.0.0.1:" + server.port();
  }

  HttpRequest.Builder request(String person, String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url() + path)).timeout(Duration.ofSeconds(30));
    if (!person.isEmpty()) {
      request.header("Authorization", "Bearer " + person + "-token");
    }
    return request;
  }

  Answer get(String person, String path) {
    return send("GET", path, request(person, path).GET());
  }

  Answer post(String person, String path, String body) {
    HttpRequest.Builder request = request(person, path);
    return body == null
        ? send("POST", path, request.POST(HttpRequest.BodyPublishers.noBody()))
        : send(
            "POST",
            path,
            request
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  Answer send(String method, String path, HttpRequest.Builder request) {
    try {
      HttpResponse<String> http = client.send(request.build(), BodyHandlers.ofString());
      int query = path.indexOf('?');
      contract.check(
          method,
          query < 0 ? path : path.substring(0, query),
          new ContractCheck.Answer(
              http.statusCode(),
              http.headers()::firstValue,
              http.headers().firstValue("Content-Type").orElse(""),
              http.body()));
      return new Answer(http);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /** Bytes of a new order, to be sealed. */
  byte[] prepared(int bank) {
    Answer answer = post("alice", "/v1/prepared-orders", issue(bank));
    if (answer.status() != 200) {
      throw new AssertionError(answer.http().body());
    }
    return HexFormat.of().parseHex(answer.json().getString("bytes"));
  }

  static String issue(int bank) {
    return "{\"kind\":\"issue\",\"bank\":\"%04d\",\"amount\":100,\"currency\":\"XDU\"}"
        .formatted(bank);
  }

  static String sealed(byte[] bytes, LocalSigningKey key) {
    return signed(OrderSigning.sealAsMaker(key, bytes))
        .put("bytes", HexFormat.of().formatHex(bytes))
        .encode();
  }

  static JsonObject signed(Approval approval) {
    return new JsonObject()
        .put("key", "%016x".formatted(approval.keyId()))
        .put("signature", HexFormat.of().formatHex(approval.signature()));
  }

  /** A drafted order of Alice's; its id. */
  String drafted(int bank) {
    Answer answer = post("alice", "/v1/orders", sealed(prepared(bank), Keys.ALICE));
    if (answer.status() != 201) {
      throw new AssertionError(answer.http().body());
    }
    return answer.json().getString("order");
  }

  Answer approve(String person, String order, LocalSigningKey key) {
    byte[] bytes =
        HexFormat.of().parseHex(get(person, "/v1/orders/" + order).json().getString("bytes"));
    return post(
        person,
        "/v1/orders/" + order + "/approvals",
        signed(OrderSigning.approve(key, bytes)).encode());
  }

  /** An order with enough approvals; its id. */
  String approved(int bank) {
    String order = drafted(bank);
    for (Answer answer :
        List.of(approve("bob", order, Keys.BOB), approve("carol", order, Keys.CAROL))) {
      if (answer.status() != 200) {
        throw new AssertionError(answer.http().body());
      }
    }
    return order;
  }

  Answer submit(String order) {
    return post("sam", "/v1/orders/" + order + "/submission", null);
  }

  Answer withdraw(String order) {
    return post("alice", "/v1/orders/" + order + "/withdrawal", null);
  }

  /** A request that has the one place and does not end; others may have had the place before it. */
  Future<Answer> hanging(ExecutorService aside) {
    AtomicReference<Future<Answer>> hanging =
        new AtomicReference<>(aside.submit(() -> get("bob", "/v1/supply")));
    Await.until(
        "the one place is taken",
        () -> {
          if (hanging.get().isDone()) {
            hanging.set(aside.submit(() -> get("bob", "/v1/supply")));
          }
          return get("bob", "/v1/orders").status() == 503 && !hanging.get().isDone();
        });
    return hanging.get();
  }

  @Override
  public void close() {
    try {
      server.stop();
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    } finally {
      threads.shutdownNow();
      client.close();
      metrics.close();
    }
  }
}
