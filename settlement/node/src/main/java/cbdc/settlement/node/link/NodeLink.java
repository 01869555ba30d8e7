package cbdc.settlement.node.link;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's links to its peers. Register handlers, then {@link #start}; frames and requests may be
 * sent from any thread at any time and are dropped, counted, when the peer cannot be reached.
 */
public final class NodeLink implements PeerConnections {

  private static final Logger LOG = LoggerFactory.getLogger(NodeLink.class);

  /** Channel for what must be quick. */
  public static final int NORMAL = 0;

  /** Channel for what is big: snapshot pieces, back-fill. */
  public static final int BULK = 1;

  static final int CHANNELS = 2;
  private static final byte[] NO_HEAD = new byte[0];

  private final Vertx vertx;
  private final LinkConfig config;
  private final LinkCounters counters = new LinkCounters();
  private final PendingRequests requests;
  private final LinkLoop loop;
  private final AtomicReferenceArray<Registration> frameHandlers =
      new AtomicReferenceArray<>(FrameType.LAST + 1);
  private final AtomicReferenceArray<RequestHandler> requestHandlers =
      new AtomicReferenceArray<>(256);
  private volatile String deploymentId;
  private volatile Context context;

  private record Registration(Dispatch dispatch, FrameHandler handler) {}

  /**
   * Makes a link that does nothing yet.
   *
   * @param vertx not closed by the link
   * @param handlers runs ordered handlers and completes requests; may block, may have any number of
   *     threads
   */
  public NodeLink(Vertx vertx, LinkConfig config, LinkIdentity identity, Executor handlers) {
    this.vertx = vertx;
    this.config = config;
    this.requests = new PendingRequests(handlers);
    this.loop = new LinkLoop(config, identity, counters, requests, handlers, this::onFrame);
  }

  /**
   * Listens, then dials the configured peers.
   *
   * @return the port listened on; fails with {@link LinkStartException}, whose message is one line
   *     for the operator
   */
  public CompletionStage<Integer> start() {
    Optional<String> refusal = LinkSecurity.refusal(config);
    if (refusal.isPresent()) {
      return CompletableFuture.failedFuture(new LinkStartException(refusal.get(), null));
    }
    return vertx
        .deployVerticle(loop)
        .map(
            id -> {
              deploymentId = id;
              context = loop.context();
              return loop.port();
            })
        .recover(
            e ->
                Future.failedFuture(
                    new LinkStartException(
                        "node link cannot listen on " + config.bind() + ": " + e.getMessage(), e)))
        .toCompletionStage();
  }

  /** Closes every connection and stops listening. */
  public CompletionStage<Void> stop() {
    String id = deploymentId;
    deploymentId = null;
    return id == null
        ? CompletableFuture.completedFuture(null)
        : vertx.undeploy(id).toCompletionStage();
  }

  /**
   * Sets who may come in besides the nodes of genesis; call it before {@link #start}, later {@link
   * #connect(Map, LinkAdmission)}.
   */
  public void admit(LinkAdmission admission) {
    loop.admit(admission);
  }

  @Override
  public CompletionStage<Void> connect(Map<String, LinkAddress> peers, LinkAdmission admission) {
    LinkConfig wanted =
        new LinkConfig(config.nodeId(), config.bind(), peers, config.tls(), config.limits());
    Optional<String> refusal = LinkSecurity.refusal(wanted);
    return refusal.isPresent()
        ? CompletableFuture.failedFuture(new LinkStartException(refusal.get(), null))
        : onLoop(
            () -> {
              loop.admit(admission);
              loop.connect(wanted.peers());
            });
  }

  /**
   * Takes a new identity after a step of genesis; a node that has become a member makes every
   * connection again.
   */
  public CompletionStage<Void> become(LinkIdentity identity) {
    return onLoop(() -> loop.become(identity));
  }

  private CompletionStage<Void> onLoop(Runnable change) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Context current = context;
    if (current == null) {
      done.completeExceptionally(new IllegalStateException("node link is not started"));
      return done;
    }
    current.runOnContext(
        v -> {
          change.run();
          done.complete(null);
        });
    return done;
  }

  /** Registers the handler of frames of this type, on the handler executor and in order. */
  public void on(int type, FrameHandler handler) {
    on(type, Dispatch.ORDERED, handler);
  }

  /**
   * Registers the handler of frames of a type; register before {@link #start} so that no frame is
   * missed.
   *
   * @param type from {@link FrameType#FIRST_APPLICATION} to {@link FrameType#LAST}
   */
  public void on(int type, Dispatch dispatch, FrameHandler handler) {
    requireApplicationType(type);
    if (!frameHandlers.compareAndSet(type, null, new Registration(dispatch, handler))) {
      throw new IllegalStateException("frame type " + type + " already has a handler");
    }
  }

  /**
   * Registers the handler of requests of this kind, 0 to 255; it runs on the handler executor and
   * in order.
   */
  public void onRequest(int kind, RequestHandler handler) {
    if (!requestHandlers.compareAndSet(kind, null, handler)) {
      throw new IllegalStateException("request kind " + kind + " already has a handler");
    }
  }

  /**
   * Queues a frame to a peer. Never blocks and never throws for the peer's sake.
   *
   * @param channel {@link #NORMAL} or {@link #BULK}
   * @return false if it was dropped: no connection, or the queue is full. True promises nothing.
   */
  public boolean send(String peer, int type, byte[] payload, int channel) {
    return send(peer, type, NO_HEAD, payload, channel);
  }

  /** The same, for a payload in two parts that need not be joined. */
  public boolean send(String peer, int type, byte[] head, byte[] payload, int channel) {
    requireApplicationType(type);
    requireFits(head.length + (long) payload.length);
    LinkPeer known = loop.peers().get(peer);
    LinkConnection connection = known == null ? null : known.full(channel);
    if (connection == null) {
      counters.droppedUnreachable.increment();
      return false;
    }
    return connection.offer(type, head, payload, queueBytesMax(channel));
  }

  private long queueBytesMax(int channel) {
    return channel == BULK ? 2 * config.limits().queueBytesMax() : config.limits().queueBytesMax();
  }

  /**
   * Asks a peer and waits for its answer, on channel 0.
   *
   * @param kind see {@link RequestKind}
   * @param timeoutMillis how long to wait, in milliseconds
   * @return the answer, on the handler executor, or a {@link LinkRequestException}
   */
  public CompletionStage<byte[]> request(
      String peer, int kind, byte[] payload, long timeoutMillis) {
    return request(peer, kind, payload, timeoutMillis, NORMAL);
  }

  /** The same on a chosen channel: answers that are big belong on {@link #BULK}. */
  public CompletionStage<byte[]> request(
      String peer, int kind, byte[] payload, long timeoutMillis, int channel) {
    requireFits(PendingRequests.REQUEST_HEAD_BYTES + (long) payload.length);
    LinkPeer known = loop.peers().get(peer);
    LinkConnection connection = null;
    if (known != null) {
      connection = RequestKind.isBeforeMembership(kind) ? known.live(channel) : known.full(channel);
    }
    String what = "request of kind " + kind + " to node " + peer;
    return requests.send(
        connection, what, kind, payload, timeoutMillis, 2 * queueBytesMax(channel));
  }

  /** Whether frames to this node can be sent now; says nothing about their arrival. */
  public boolean isReachable(String peer) {
    LinkPeer known = loop.peers().get(peer);
    return known != null && known.full(NORMAL) != null;
  }

  @Override
  public List<PeerStatus> peers() {
    return loop.peers().values().stream()
        .map(LinkPeer::status)
        .sorted((a, b) -> a.nodeId().compareTo(b.nodeId()))
        .toList();
  }

  /** What was counted so far. */
  public LinkCounters counters() {
    return counters;
  }

  private void onFrame(LinkConnection connection, String peer, int type, byte[] payload) {
    if (type == FrameType.REQUEST) {
      onRequestFrame(connection, peer, payload);
      return;
    }
    Registration registration = frameHandlers.get(type);
    if (registration == null || !connection.isFull()) {
      counters.droppedUnhandled.increment();
    } else if (registration.dispatch == Dispatch.INLINE) {
      inline(registration.handler, peer, payload);
    } else {
      dispatch(connection, payload.length, () -> registration.handler.onFrame(peer, payload));
    }
  }

  private static void inline(FrameHandler handler, String peer, byte[] payload) {
    try {
      handler.onFrame(peer, payload);
    } catch (RuntimeException e) {
      LOG.error("a frame handler failed; the frame of node {} is lost", peer, e);
    }
  }

  private static void dispatch(LinkConnection connection, int bytes, Runnable task) {
    if (connection.inbound.add(bytes, task)) {
      connection.pauseReading();
    }
  }

  private void onRequestFrame(LinkConnection connection, String peer, byte[] payload) {
    if (payload.length < PendingRequests.REQUEST_HEAD_BYTES) {
      counters.droppedUnhandled.increment();
      return;
    }
    ByteBuffer head = ByteBuffer.wrap(payload);
    byte[] number = Arrays.copyOf(payload, PendingRequests.ANSWER_HEAD_BYTES);
    int kind = head.get(PendingRequests.ANSWER_HEAD_BYTES) & 0xff;
    RequestHandler handler = requestHandlers.get(kind);
    if (handler == null || !(connection.isFull() || RequestKind.isBeforeMembership(kind))) {
      counters.droppedUnhandled.increment();
      decline(
          connection,
          number,
          "node " + config.nodeId() + " takes no requests of kind " + kind + " now");
      return;
    }
    byte[] body = Arrays.copyOfRange(payload, PendingRequests.REQUEST_HEAD_BYTES, payload.length);
    dispatch(connection, payload.length, () -> answer(connection, number, handler, peer, body));
  }

  private void answer(
      LinkConnection connection, byte[] number, RequestHandler handler, String peer, byte[] body) {
    CompletionStage<byte[]> stage;
    try {
      stage = handler.onRequest(peer, body);
    } catch (RuntimeException e) {
      stage = CompletableFuture.failedFuture(e);
    }
    stage.whenComplete(
        (answer, failure) -> {
          if (failure != null) {
            decline(connection, number, String.valueOf(failure.getMessage()));
          } else if (number.length + (long) answer.length > config.limits().frameBytesMax()) {
            decline(connection, number, "the answer of " + answer.length + " bytes fits no frame");
          } else {
            connection.offer(FrameType.ANSWER, number, answer, 4 * config.limits().queueBytesMax());
          }
        });
  }

  private void decline(LinkConnection connection, byte[] number, String why) {
    byte[] words = why.substring(0, Math.min(why.length(), 300)).getBytes(StandardCharsets.UTF_8);
    connection.offer(FrameType.DECLINED, number, words, 4 * config.limits().queueBytesMax());
  }

  private void requireFits(long bytes) {
    if (bytes > config.limits().frameBytesMax()) {
      throw new IllegalArgumentException(
          "frame of " + bytes + " bytes, at most " + config.limits().frameBytesMax());
    }
  }

  private static void requireApplicationType(int type) {
    if (type < FrameType.FIRST_APPLICATION || type > FrameType.LAST) {
      throw new IllegalArgumentException(
          "frame type "
              + type
              + ", expected "
              + FrameType.FIRST_APPLICATION
              + " to "
              + FrameType.LAST);
    }
  }
}
