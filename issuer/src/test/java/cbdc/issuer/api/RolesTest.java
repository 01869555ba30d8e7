package cbdc.issuer.api;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.issuer.core.CommandIds;
import cbdc.issuer.core.Keys;
import cbdc.issuer.core.Person;
import cbdc.issuer.core.Role;
import cbdc.kit.ServiceMetrics;
import cbdc.kit.http.ApiServer;
import cbdc.kit.http.ApiSettings;
import cbdc.kit.http.Call;
import cbdc.kit.http.Operation;
import cbdc.kit.http.ProblemException;
import cbdc.kit.http.RateLimiter;
import cbdc.kit.http.Reply;
import cbdc.testkit.Row;
import cbdc.testkit.Tables;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Each operation lets in the roles that the contract names for it ({@code x-roles}), and no other.
 */
@TestInstance(Lifecycle.PER_CLASS)
class RolesTest {
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final ServiceMetrics metrics = ServiceMetrics.empty();
  private ApiServer server;

  @BeforeAll
  void start() throws Exception {
    // Behind the door nobody is at home: who gets in finds a fault, which is all this test asks.
    Map<String, Operation> operations =
        IssuerApi.operations(
            new IssuerApi.Parts(
                person -> {
                  throw new IllegalStateException("in");
                },
                null,
                null,
                Keys.CLUSTER,
                false,
                token -> Role.of(token).map(role -> new Person(role.label(), EnumSet.of(role))),
                new RateLimiter(1_000, 10_000, 10, System::nanoTime),
                CommandIds.of(java.time.Clock.systemUTC(), new Random(1)),
                java.time.Clock.systemUTC(),
                Runnable::run));
    Map<String, Operation> observed = new TreeMap<>();
    operations.forEach((id, operation) -> observed.put(id, call -> entered(operation, call)));
    server =
        new ApiServer(
            vertx,
            "issuer",
            ApiSettings.defaults(),
            IssuerApi.contract(),
            observed,
            () -> true,
            metrics.registry());
    server.start();
  }

  private static Future<Reply> entered(Operation operation, Call call) {
    Reply isIn = Reply.json(200, Buffer.buffer("{}"));
    try {
      return operation.handle(call).recover(fault -> Future.succeededFuture(isIn));
    } catch (ProblemException refused) {
      if (refused.problem().status() != 400) {
        throw refused;
      }
      return Future.succeededFuture(isIn);
    } catch (RuntimeException fault) {
      return Future.succeededFuture(isIn);
    }
  }

  @AfterAll
  void stop() throws Exception {
    server.stop();
    vertx.close().toCompletionStage().toCompletableFuture().get();
    client.close();
    metrics.close();
  }

  /** A role at the door of an operation. */
  record Knock(String id, String method, String path, Role role, boolean isLetIn) implements Row {
    @Override
    public String name() {
      return id + (isLetIn ? " lets in " : " refuses ") + role.label();
    }
  }

  @TestFactory
  Stream<DynamicTest> shouldLetInTheRolesOfTheContractOnly() throws IOException {
    List<Knock> knocks = new ArrayList<>();
    contract()
        .forEach(
            (path, item) ->
                item.forEach(
                    (method, operation) -> {
                      List<?> allowed = (List<?>) operation.get("x-roles");
                      for (Role role : Role.values()) {
                        knocks.add(
                            new Knock(
                                (String) operation.get("operationId"),
                                method.toUpperCase(Locale.ROOT),
                                path.replace("{order}", "0001-00001-1").replace("{bank}", "0001"),
                                role,
                                allowed.contains(role.label())));
                      }
                    }));
    assertThat(knocks).hasSize(13 * Role.values().length);
    return Tables.tests(
        knocks,
        knock -> {
          assertThat(status(knock, Optional.of(knock.role().label())))
              .isEqualTo(knock.isLetIn() ? 200 : 403);
          assertThat(status(knock, Optional.empty())).isEqualTo(401);
        });
  }

  private int status(Knock knock, Optional<String> token) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + knock.path()));
    boolean hasBody =
        knock.method().equals("POST")
            && !knock.path().endsWith("withdrawal")
            && !knock.path().endsWith("submission");
    request.method(
        knock.method(), hasBody ? BodyPublishers.ofString("{}") : BodyPublishers.noBody());
    request.header("Content-Type", "application/json");
    token.ifPresent(word -> request.header("Authorization", "Bearer " + word));
    return client.send(request.build(), BodyHandlers.discarding()).statusCode();
  }

  @SuppressWarnings("unchecked") // The contract's own test checks its form.
  private static Map<String, Map<String, Map<String, Object>>> contract() throws IOException {
    try (InputStream in = RolesTest.class.getResourceAsStream("/cbdc/issuer/openapi.yaml")) {
      Map<String, Object> document = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
      return (Map<String, Map<String, Map<String, Object>>>) document.get("paths");
    }
  }
}
