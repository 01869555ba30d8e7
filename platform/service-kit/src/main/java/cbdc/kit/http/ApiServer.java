package cbdc.kit.http;

import cbdc.kit.Lifecycle;
import cbdc.kit.StartException;
import cbdc.kit.http.OpenApiContract.Described;
import cbdc.kit.trace.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.BindException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the operations of a contract over HTTP/1.1, and {@code /openapi.yaml} and {@code /docs}
 * beside them.
 *
 * <p>Whatever comes in is answered by the operation or by a {@link Problem}; nothing that a caller
 * sends is a fault of the server. It authenticates nobody: that is the operations' business. Its
 * meters are {@code cbdc.<service>.requests} by operation and status, {@code
 * cbdc.<service>.requests.open} and {@code cbdc.<service>.refusals} by code.
 */
public final class ApiServer implements Lifecycle.Part {
  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
  private static final long LISTEN_LIMIT_SECONDS = 10;

  // Event loops share a port that the system chose only under a negative number, which must be
  // another one for each server.
  private static final AtomicInteger ANY_PORT = new AtomicInteger();

  private final Vertx vertx;
  private final String service;
  private final ApiSettings settings;
  private final RouteTable routes;
  private final ApiGate gate;
  private final ApiMeters meters;
  private final Optional<Tracing> tracing;
  private final List<ApiLoop> loops = new CopyOnWriteArrayList<>();
  private String deployment;

  /**
   * A server that does not listen yet.
   *
   * @param service names it in logs and meters, such as {@code wallet}
   * @param operations a handler for each operationId
   * @param ready while false, operations are refused as STARTING; asked for each request
   * @throws IllegalArgumentException if contract and handlers do not match
   */
  public ApiServer(
      Vertx vertx,
      String service,
      ApiSettings settings,
      OpenApiContract contract,
      Map<String, Operation> operations,
      BooleanSupplier ready,
      MeterRegistry registry) {
    this(vertx, service, settings, contract, operations, ready, registry, Optional.empty());
  }

  /** The same, whose requests are spans of a trace. */
  public ApiServer(
      Vertx vertx,
      String service,
      ApiSettings settings,
      OpenApiContract contract,
      Map<String, Operation> operations,
      BooleanSupplier ready,
      MeterRegistry registry,
      Optional<Tracing> tracing) {
    this.vertx = vertx;
    this.tracing = tracing;
    this.service = service;
    this.settings = settings;
    this.gate = new ApiGate(ready, settings.openRequestsMax(), settings.connectionsMax());
    this.meters = new ApiMeters(registry, service, gate::open, gate::connections);
    this.routes = routes(contract, operations);
  }

  /**
   * Listens.
   *
   * @throws StartException if the address cannot be listened on
   */
  @Override
  public synchronized void start() throws InterruptedException {
    JsonBody.Parser parser = new JsonBody.Parser(settings.jsonDepthMax());
    int port = settings.port() > 0 ? settings.port() : ANY_PORT.decrementAndGet();
    DeploymentOptions options = new DeploymentOptions().setInstances(settings.eventLoops());
    try {
      deployment =
          await(
              vertx.deployVerticle(
                  () -> {
                    ApiLoop loop =
                        new ApiLoop(
                            settings, port, routes, meters, parser, gate, new TraceIds(tracing));
                    loops.add(loop);
                    return loop;
                  },
                  options));
      LOG.info("{} listens on http://{}:{} (reference: /docs)", service, settings.host(), port());
    } catch (ExecutionException refused) {
      boolean taken = refused.getCause() instanceof BindException;
      throw new StartException(
          service
              + " cannot listen on "
              + settings.host()
              + ":"
              + settings.port()
              + ": "
              + (taken
                  ? "the port is taken or the address is not this machine's"
                  : refused.getCause().getMessage())
              + "; choose another port (0 lets the system choose) or address",
          refused.getCause());
    } catch (TimeoutException late) {
      throw new StartException(
          service + " could not listen on " + settings.host() + ":" + settings.port() + " in time",
          late);
    }
  }

  /**
   * Refuses new requests as STOPPING, finishes those in work within the drain limit, then closes
   * all connections.
   */
  @Override
  public synchronized void stop() throws Exception {
    if (deployment == null) {
      return;
    }
    if (!gate.drain(settings.drainLimit().toMillis())) {
      LOG.warn("{} stops with {} requests unanswered", service, gate.open());
    }
    String stopped = deployment;
    deployment = null;
    await(vertx.undeploy(stopped));
  }

  /** The port it listens on. */
  public int port() {
    return loops.get(0).port();
  }

  private static RouteTable routes(OpenApiContract contract, Map<String, Operation> operations) {
    RouteTable routes = new RouteTable();
    Set<String> unused = new TreeSet<>(operations.keySet());
    for (Described described : contract.operations()) {
      Operation operation = operations.get(described.id());
      if (operation == null) {
        throw new IllegalArgumentException(
            "the contract's operation " + described.id() + " has no handler");
      }
      unused.remove(described.id());
      routes.add(new Route(described, operation, false));
    }
    if (!unused.isEmpty()) {
      throw new IllegalArgumentException("the contract does not know the operations " + unused);
    }
    LocalFiles.addTo(routes, contract);
    return routes;
  }

  private static <T> T await(Future<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future
        .toCompletionStage()
        .toCompletableFuture()
        .get(LISTEN_LIMIT_SECONDS, TimeUnit.SECONDS);
  }
}
