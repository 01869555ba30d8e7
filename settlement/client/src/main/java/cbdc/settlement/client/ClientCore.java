package cbdc.settlement.client;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.wire.ClientId;
import cbdc.settlement.client.OpenCommand.Stage;
import cbdc.settlement.client.SettlementClient.ClusterView;
import cbdc.settlement.client.transport.CallResult;
import cbdc.settlement.client.transport.NodeTransport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.agrona.concurrent.ManyToManyConcurrentArrayQueue;

/**
 * The client's events: commands that come in, answers, and time. Everything but {@link #offer} runs
 * on the event loop; each event ends with sending what can be sent and completing what has ended.
 */
final class ClientCore {
  private static final long IDLE_TICK_MILLIS = 100;
  private static final long NOT_STOPPING = Long.MAX_VALUE;

  final SettlementClientConfig config;
  final ClientIdentity identity;
  final NodeTransport transport;
  final EventLoop loop;
  final ClientClock clock;
  final RandomGenerator random;
  final ClientCounters counters;
  final AnswerObserver observer;
  final ClientId clientId;
  final TimerWheel wheel;
  final IdTable open = new IdTable();
  final Map<String, NodePeer> peers = new LinkedHashMap<>();
  final Router router;
  final Flusher flusher;
  final OutcomeRules rules;
  final CompletionStreams streams;
  final ReadDesk reads;
  final HistorySearch search;

  /** One for each shard; empty until the first hints. */
  ShardLane[] lanes = new ShardLane[0];

  private final Endings endings;

  /** Taken from by the loop; by whoever finds the loop closed, too. */
  private final ManyToManyConcurrentArrayQueue<OpenCommand> inbound;

  private final AtomicInteger openCount = new AtomicInteger();
  private final AtomicBoolean awake = new AtomicBoolean();
  private final ArrayDeque<OpenCommand> unrouted = new ArrayDeque<>();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private final CompletableFuture<ClusterView> clusterKnown = new CompletableFuture<>();
  private volatile boolean stopping;
  private volatile boolean loopClosed;
  private boolean terminated;
  private long stopAt = NOT_STOPPING;
  private long tickAt = Long.MIN_VALUE;
  private long tickNumber;
  private NodeTransport.Registration registration;

  ClientCore(
      SettlementClientConfig config,
      ClientIdentity identity,
      NodeTransport transport,
      EventLoop loop,
      ClientClock clock,
      RandomGenerator random,
      Executor callbacks,
      AnswerObserver observer) {
    this.config = config;
    this.identity = identity;
    this.transport = transport;
    this.loop = loop;
    this.clock = clock;
    this.random = random;
    this.endings = new Endings(callbacks);
    this.counters = new ClientCounters();
    this.observer = observer;
    this.clientId = new ClientId(random.nextLong(), random.nextLong());
    this.wheel = new TimerWheel(clock.monotonicMillis());
    // Questions and retries never pass through this queue, so the bound on open commands bounds it.
    this.inbound = new ManyToManyConcurrentArrayQueue<>(Math.max(2, config.maxOpenCommands()));
    this.router = new Router(this);
    this.flusher = new Flusher(this);
    this.rules = new OutcomeRules(this);
    this.streams = new CompletionStreams(this);
    this.reads = new ReadDesk(this);
    this.search = new HistorySearch(this);
  }

  void start() {
    registration =
        transport.listen(
            new NodeTransport.NodeListener() {
              @Override
              public void nodeJoined(String nodeId) {
                onLoop(router::refreshSoon);
              }

              @Override
              public void nodeLeft(String nodeId) {
                onLoop(() -> left(nodeId));
              }
            });
    onLoop(router::refreshSoon);
  }

  // ---- from any thread

  /**
   * Takes a command unless too many are open; one that finds the loop closed is refused. Never
   * blocks.
   */
  boolean offer(OpenCommand command) {
    if (openCount.incrementAndGet() > config.maxOpenCommands()) {
      openCount.decrementAndGet();
      counters.refusedQueueFull.increment();
      return false;
    }
    counters.submitted.increment();
    inbound.offer(command);
    if (!awake.get() && awake.compareAndSet(false, true) && !loop.execute(this::drain)) {
      loopClosed = true;
    }
    if (loopClosed) {
      // Also what others offered meanwhile, who relied on this wake-up.
      refuseInbound();
    }
    return true;
  }

  /** Starts a read. */
  void begin(OpenRead read) {
    onLoopOrElse(() -> reads.begin(read), () -> read.callback.refused(RejectionCode.OVERLOADED));
  }

  /** Runs one event on the loop, or the other when that, or the client, is closed. */
  private void onLoopOrElse(Runnable event, Runnable closed) {
    boolean runs =
        loop.execute(
            () -> {
              if (terminated) {
                closed.run();
              } else {
                event(event);
              }
            });
    if (!runs) {
      closed.run();
    }
  }

  /** Commands without an outcome. */
  int openCount() {
    return openCount.get();
  }

  CompletableFuture<ClusterView> clusterKnown() {
    return clusterKnown;
  }

  boolean isStopping() {
    return stopping;
  }

  /** Takes no more, waits for what is open, then stops for good. */
  CompletableFuture<Void> stop() {
    if (!stopping) {
      stopping = true;
      if (!onLoop(() -> stopAt = now() + config.closeMillis())) {
        stopped.completeExceptionally(
            new IllegalStateException("the event loop was closed before its client"));
      }
    }
    return stopped;
  }

  /** Runs one event on the loop; false when that is closed. */
  boolean onLoop(Runnable event) {
    return loop.execute(() -> event(event));
  }

  // ---- on the loop

  long now() {
    return clock.monotonicMillis();
  }

  /** One attempt at one node. A transport that throws is a failed attempt like any other. */
  CompletionStage<CallResult> call(String nodeId, byte kind, byte[] request, long timeoutMillis) {
    try {
      return transport.call(nodeId, kind, request, timeoutMillis);
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  NodePeer peer(String nodeId) {
    return peers.computeIfAbsent(nodeId, NodePeer::new);
  }

  private void drain() {
    // Before the queue is read: whoever adds after the last read wakes the loop again.
    awake.set(false);
    event(() -> inbound.drain(this::accept));
  }

  private void event(Runnable event) {
    if (terminated) {
      refuseInbound();
      return;
    }
    try {
      event.run();
      flusher.pump();
      streams.pump();
    } finally {
      // Also after a fault: what has ended is told, and time goes on for the rest.
      deliver();
      checkStop();
      scheduleTick();
    }
  }

  private void accept(OpenCommand command) {
    long now = now();
    command.giveUpAt = now + config.giveUpMillis();
    command.deadlineAt = now + router.deadlineMillis();
    admit(command);
  }

  private void admit(OpenCommand command) {
    if (command.isDone()) {
      return;
    }
    wheel.schedule(command, command.command == null ? command.giveUpAt : command.deadlineAt);
    OpenCommand first = open.putIfAbsent(command);
    if (first != null) {
      join(command, first);
    } else if (lanes.length == 0) {
      dropDone(unrouted);
      unrouted.add(command);
    } else {
      route(command);
    }
  }

  /**
   * The same id is open already: the same command has the same outcome, other content is refused.
   * Whatever an id alone is asked for is known only when what is open under it has ended; who waits
   * for that keeps its own deadline.
   */
  private void join(OpenCommand second, OpenCommand first) {
    if ((second.content == null) != (first.content == null)) {
      second.lane = first.lane;
      CompletionStage<Outcome> ending = first.outcome;
      ending.whenComplete(
          (outcome, failure) -> onLoopOrElse(() -> admit(second), () -> refuse(second)));
      return;
    }
    wheel.cancel(second);
    second.stage = Stage.DONE;
    openCount.decrementAndGet();
    second.endAs(first);
  }

  private void route(OpenCommand command) {
    int shard = AccountNumber.shard(command.account, lanes.length);
    if (shard >= lanes.length) {
      finish(command, new Outcome.Rejected(RejectionCode.ACCOUNT_INVALID));
      return;
    }
    command.lane = lanes[shard];
    dropDone(command.lane.queue);
    if (rules.isTooEarly(command)) {
      return;
    }
    if (command.lane.queue.size() >= config.maxQueuedPerShard()) {
      counters.refusedQueueFull.increment();
      finish(command, new Outcome.Rejected(RejectionCode.OVERLOADED));
    } else {
      enqueue(command);
    }
  }

  /** Keeps queues that are not being sent from holding what has ended. */
  private static void dropDone(ArrayDeque<OpenCommand> queue) {
    while (!queue.isEmpty() && queue.peekFirst().isDone()) {
      queue.pollFirst();
    }
  }

  /** The number of shards is known now. */
  void routeWaiting() {
    callBack(
        () ->
            clusterKnown.complete(
                new ClusterView(router.cluster(), lanes.length, router.idWindowMillis())));
    for (OpenCommand command = unrouted.poll(); command != null; command = unrouted.poll()) {
      if (!command.isDone()) {
        route(command);
      }
    }
  }

  void enqueue(OpenCommand command) {
    command.stage = Stage.QUEUED;
    command.lane.queue.addLast(command);
  }

  /** Puts back what a batch did not achieve, before everything that came later. */
  void enqueueAgain(Batch batch) {
    for (int i = batch.commands.length - 1; i >= 0; i--) {
      OpenCommand command = batch.commands[i];
      if (command.stage == Stage.SENT) {
        command.stage = Stage.QUEUED;
        batch.lane.queue.addFirst(command);
      }
    }
  }

  void finish(OpenCommand command, Outcome outcome) {
    count(outcome);
    end(command, outcome);
  }

  void giveUp(OpenCommand command, String reason) {
    counters.unknown.increment();
    end(command, new OutcomeUnknown(command.id, reason));
  }

  private void end(OpenCommand command, Object ending) {
    rules.leavePending(command);
    command.stage = Stage.DONE;
    wheel.cancel(command);
    open.remove(command);
    endings.add(command, ending);
  }

  private void count(Outcome outcome) {
    switch (outcome) {
      case Outcome.Settled o -> counters.settled.increment();
      case Outcome.Rejected o -> counters.declined.increment();
      case Outcome.Returned o -> counters.returned.increment();
      case Outcome.Cancelled o -> counters.cancelled.increment();
      case Outcome.Pending o -> throw new IllegalStateException("pending is no end");
    }
  }

  private void deliver() {
    // First the count: a caller that submits again when it is told finds room.
    openCount.addAndGet(-endings.size());
    endings.deliver();
  }

  /** Runs what completes a caller's stage. */
  void callBack(Runnable completion) {
    endings.callBack(completion);
  }

  private void left(String nodeId) {
    NodePeer peer = peers.get(nodeId);
    if (peer != null) {
      streams.lost(peer);
    }
    router.refreshSoon();
  }

  // ---- time

  private void scheduleTick() {
    long now = now();
    boolean busy = wheel.size() > 0 || lanes.length == 0;
    long wanted = now + (busy ? TimerWheel.TICK_MILLIS : IDLE_TICK_MILLIS);
    if (!terminated && (tickAt <= now || wanted < tickAt)) {
      tickAt = wanted;
      long number = ++tickNumber;
      loop.schedule(() -> tick(number), wanted - now);
    }
  }

  private void tick(long number) {
    if (number == tickNumber) {
      tickAt = Long.MIN_VALUE;
      event(
          () -> {
            long now = now();
            wheel.advance(now, timed -> due(timed, now));
            router.tick(now);
          });
    }
  }

  private void due(TimerWheel.Timed timed, long now) {
    switch (timed) {
      case OpenCommand command -> rules.due(command, now);
      case Batch batch -> flusher.laterLost(batch);
      case OpenRead read -> reads.due(read, now);
      default -> throw new IllegalStateException("a timer of " + timed.getClass());
    }
  }

  private void checkStop() {
    if (stopAt != NOT_STOPPING && (openCount.get() == 0 || now() >= stopAt)) {
      terminated = true;
      registration.close();
      refuseInbound();
      List<OpenCommand> left = new ArrayList<>();
      open.forEach(left::add);
      for (OpenCommand command : left) {
        if (command.sendings == 0 && command.command != null) {
          finish(command, new Outcome.Rejected(RejectionCode.OVERLOADED));
        } else {
          giveUp(command, "the client was closed");
        }
      }
      reads.failAll();
      deliver();
      stopped.complete(null);
    }
  }

  private void refuseInbound() {
    for (OpenCommand command = inbound.poll(); command != null; command = inbound.poll()) {
      refuse(command);
    }
  }

  private void refuse(OpenCommand command) {
    if (!command.isDone()) {
      openCount.decrementAndGet();
      callBack(command::refuseUnsent);
    }
  }
}
