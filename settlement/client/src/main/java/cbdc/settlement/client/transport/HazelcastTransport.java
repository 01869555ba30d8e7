package cbdc.settlement.client.transport;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.ClientConnectionStrategyConfig;
import com.hazelcast.cluster.Member;
import com.hazelcast.config.ListenerConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.IExecutorService;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link NodeTransport} over a Hazelcast client. Connects in the background and reconnects for
 * ever, so a service may start before its cluster; until then {@link #nodes()} is empty and every
 * call ends as {@link CallResult.NodeGone}.
 *
 * <p>Every callback is given to the caller's executor: Hazelcast's own default starts a thread per
 * completed call on small machines.
 */
public final class HazelcastTransport implements NodeTransport {

  private static final Logger LOG = LoggerFactory.getLogger(HazelcastTransport.class);

  private final Executor callbacks;
  private final MemberDirectory directory;
  private final Set<PendingCall> pending = ConcurrentHashMap.newKeySet();
  private final ScheduledThreadPoolExecutor timer;
  private final HazelcastInstance client;
  private final CompletableFuture<Void> connected = new CompletableFuture<>();
  private volatile IExecutorService executor;
  private volatile boolean closed;

  /**
   * Starts to connect and returns at once.
   *
   * @param callbacks runs every completion and listener; more than one thread is welcome, a blocked
   *     one delays answers
   */
  public HazelcastTransport(TransportConfig config, Executor callbacks) {
    this.callbacks = callbacks;
    this.directory = new MemberDirectory(callbacks, this::memberGone);
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, task -> daemon(task, "transport-timer-" + config.serviceName()));
    timer.setRemoveOnCancelPolicy(true);
    ClientConfig clientConfig = clientConfig(config);
    clientConfig.addListenerConfig(
        new ListenerConfig().setImplementation(directory.membershipListener()));
    this.client = HazelcastClient.newHazelcastClient(clientConfig);
    client
        .getLifecycleService()
        .addLifecycleListener(
            event -> {
              if (event.getState() == LifecycleState.CLIENT_CONNECTED) {
                openExecutor();
              }
            });
    openExecutor();
  }

  private static ClientConfig clientConfig(TransportConfig config) {
    ClientConfig client = new ClientConfig();
    client.setClusterName(config.clusterName());
    client.setInstanceName(config.serviceName() + "-" + UUID.randomUUID());
    client.setProperty("hazelcast.logging.type", "slf4j");
    client.setProperty("hazelcast.phone.home.enabled", "false");
    client.setProperty("hazelcast.client.heartbeat.interval", "1000");
    client.setProperty("hazelcast.client.heartbeat.timeout", "5000");
    client.setProperty("hazelcast.client.invocation.timeout.seconds", "2");
    client.setProperty("hazelcast.client.invocation.retry.pause.millis", "100");
    client.setProperty("hazelcast.client.io.input.thread.count", "1");
    client.setProperty("hazelcast.client.io.output.thread.count", "1");
    client.setProperty("hazelcast.client.response.thread.count", "1");
    client.setProperty("hazelcast.client.event.thread.count", "1");
    client.getMetricsConfig().setEnabled(false);
    client.getNetworkConfig().setRedoOperation(false).setConnectionTimeout(2_000);
    config.members().forEach(client.getNetworkConfig()::addAddress);
    client
        .getConnectionStrategyConfig()
        .setAsyncStart(true)
        .setReconnectMode(ClientConnectionStrategyConfig.ReconnectMode.ASYNC)
        .getConnectionRetryConfig()
        .setInitialBackoffMillis(100)
        .setMaxBackoffMillis(2_000)
        .setMultiplier(1.5)
        .setJitter(0.2)
        .setClusterConnectTimeoutMillis(-1);
    TransportSerialization.applyTo(client.getSerializationConfig());
    return client;
  }

  /** Opens the executor's proxy, which may ask the cluster: not on a listener's thread. */
  private void openExecutor() {
    callbacks.execute(
        () -> {
          try {
            executor = client.getExecutorService(NodeCall.EXECUTOR);
            connected.complete(null);
          } catch (RuntimeException e) {
            // Not connected yet, or again not: the next CLIENT_CONNECTED event tries again.
            LOG.debug("command executor is not available yet", e);
          }
        });
  }

  /** Completes once, when the cluster was reached for the first time. */
  public CompletionStage<Void> connected() {
    return connected.minimalCompletionStage();
  }

  /** The client itself, for reading derived maps. */
  public HazelcastInstance hazelcast() {
    return client;
  }

  @Override
  public CompletionStage<CallResult> call(
      String nodeId, byte kind, byte[] request, long timeoutMillis) {
    if (timeoutMillis <= 0) {
      throw new IllegalArgumentException(
          "timeoutMillis " + timeoutMillis + ", expected more than 0");
    }
    NodeCall task = new NodeCall(kind, request);
    Member member = directory.member(nodeId);
    IExecutorService service = executor;
    PendingCall call = new PendingCall(nodeId, member);
    if (closed) {
      call.end(new CallResult.Refused(CallResult.Reason.CLOSED, "transport is closed"));
    } else if (member == null || service == null) {
      call.end(new CallResult.NodeGone(nodeId));
    } else {
      start(call, service, task, timeoutMillis);
    }
    return call.result;
  }

  private void start(
      PendingCall call, IExecutorService service, NodeCall task, long timeoutMillis) {
    pending.add(call);
    call.timeout =
        timer.schedule(
            () -> endLater(call, new CallResult.TimedOut(call.nodeId, timeoutMillis)),
            timeoutMillis,
            TimeUnit.MILLISECONDS);
    if (closed || !call.member.equals(directory.member(call.nodeId))) {
      // The member left, or the transport closed, between the look-up and the registration: nobody
      // else will end this
      // call.
      endLater(call, closed ? closedResult() : new CallResult.NodeGone(call.nodeId));
      return;
    }
    try {
      Future<byte[]> answer = service.submitToMember(task, call.member);
      if (!(answer instanceof CompletionStage<?> stage)) {
        throw new IllegalStateException(
            "client future is no CompletionStage: " + answer.getClass());
      }
      stage.whenCompleteAsync(
          (response, failure) -> call.end(CallFailures.resultOf(call.nodeId, response, failure)),
          callbacks);
    } catch (RuntimeException e) {
      endLater(call, CallFailures.resultOf(call.nodeId, null, e));
    }
  }

  private void endLater(PendingCall call, CallResult result) {
    callbacks.execute(() -> call.end(result));
  }

  private void memberGone(Member member) {
    for (PendingCall call : pending) {
      if (call.member.getUuid().equals(member.getUuid())) {
        endLater(call, new CallResult.NodeGone(call.nodeId));
      }
    }
  }

  @Override
  public Set<String> nodes() {
    return directory.nodes();
  }

  @Override
  public Registration listen(NodeListener listener) {
    return directory.listen(listener);
  }

  @Override
  public void close() {
    closed = true;
    for (PendingCall call : pending) {
      call.end(closedResult());
    }
    timer.shutdownNow();
    client.getLifecycleService().terminate();
    connected.cancel(false);
  }

  private static CallResult closedResult() {
    return new CallResult.Refused(CallResult.Reason.CLOSED, "transport was closed");
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** One call under way; the first of answer, timeout, member gone and close ends it. */
  private final class PendingCall {
    final String nodeId;
    final Member member;
    final CompletableFuture<CallResult> result = new CompletableFuture<>();
    volatile Future<?> timeout;

    PendingCall(String nodeId, Member member) {
      this.nodeId = Objects.requireNonNull(nodeId, "nodeId");
      this.member = member;
    }

    void end(CallResult outcome) {
      if (result.complete(outcome)) {
        pending.remove(this);
        Future<?> running = timeout;
        if (running != null) {
          running.cancel(false);
        }
      }
    }
  }
}
