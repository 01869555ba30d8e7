package cbdc.settlement.node.link;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP connection of one channel. {@link #offer} may be called by any thread; all else happens
 * on the event loop.
 *
 * <p>GREETING (only hello and refusal are read) → LIVE (hello accepted by this side) → CLOSED.
 */
final class LinkConnection {

  private static final Logger LOG = LoggerFactory.getLogger(LinkConnection.class);

  /** Gathered frames are written once they reach this size, in bytes. */
  private static final int WRITE_BYTES = 128 << 10;

  /** What the socket's own queue may hold before frames wait in this one, in bytes. */
  private static final int SOCKET_QUEUE_BYTES = 512 << 10;

  /** Who decides about this connection; called on the event loop. */
  interface Owner {
    void onHello(LinkConnection connection, Hello hello);

    void onRefused(LinkConnection connection, Refusal refusal);

    void onFrame(LinkConnection connection, int type, byte[] payload);

    void onClosed(LinkConnection connection);
  }

  private enum State {
    GREETING,
    LIVE,
    CLOSED
  }

  private record Frame(int type, byte[] head, byte[] payload) {
    int length() {
      return FrameDecoder.HEADER_BYTES + head.length + payload.length;
    }
  }

  /** The peer that was dialled, or empty for a connection that came in. */
  final Optional<String> dialled;

  final InboundQueue inbound;
  private final Context context;
  private final NetSocket socket;
  private final LinkLimits limits;
  private final LinkCounters counters;
  private final Owner owner;
  private final FrameDecoder decoder = new FrameDecoder(Hello.BYTES_MAX);
  private final ConcurrentLinkedQueue<Frame> frames = new ConcurrentLinkedQueue<>();
  private final AtomicLong queuedBytes = new AtomicLong();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private volatile State state = State.GREETING;
  private Hello hello;
  private boolean full;
  private long heardNanos = System.nanoTime();
  private String failure;

  LinkConnection(
      Context context,
      NetSocket socket,
      LinkLimits limits,
      LinkCounters counters,
      Executor handlers,
      Optional<String> dialled,
      Owner owner) {
    this.context = context;
    this.socket = socket;
    this.limits = limits;
    this.counters = counters;
    this.dialled = dialled;
    this.owner = owner;
    this.inbound = new InboundQueue(handlers, limits.inboundBytesMax(), this::resumeReading);
  }

  /** Starts to read. */
  void open() {
    socket.exceptionHandler(e -> failure = e.getMessage() == null ? e.toString() : e.getMessage());
    socket.closeHandler(v -> closed());
    socket.setWriteQueueMaxSize(SOCKET_QUEUE_BYTES);
    socket.drainHandler(v -> schedule());
    socket.handler(this::read);
  }

  private void read(Buffer chunk) {
    heardNanos = System.nanoTime();
    long tooLong = decoder.feed(chunk, this::onFrame);
    if (tooLong >= 0 && state != State.CLOSED) {
      refuse(
          state == State.GREETING
              ? new Refusal(
                  RefusalCode.MALFORMED,
                  "no hello of a settlement node (is TLS on at both ends, or at none?)")
              : new Refusal(
                  RefusalCode.FRAME_TOO_LONG,
                  "frame of "
                      + tooLong
                      + " bytes, at most "
                      + limits.frameBytesMax()
                      + " are allowed"));
    }
  }

  private boolean onFrame(int type, byte[] payload) {
    if (state == State.CLOSED) {
      return false;
    }
    if (type == FrameType.REFUSED) {
      owner.onRefused(this, Refusal.decode(payload));
      close();
    } else if (state == State.GREETING) {
      Optional<Hello> greeting = type == FrameType.HELLO ? Hello.decode(payload) : Optional.empty();
      if (greeting.isEmpty()) {
        refuse(new Refusal(RefusalCode.MALFORMED, "no hello of a settlement node"));
      } else {
        owner.onHello(this, greeting.get());
      }
    } else {
      counters.framesReceived.increment();
      counters.bytesReceived.add(FrameDecoder.HEADER_BYTES + (long) payload.length);
      if (type != FrameType.PING) {
        owner.onFrame(this, type, payload);
      }
    }
    return state != State.CLOSED;
  }

  /** Writes this side's hello, ahead of the queue. */
  void greet(Hello own) {
    writeNow(FrameType.HELLO, own.encode());
  }

  /**
   * Takes the other side's hello as accepted: frames flow from now on.
   *
   * @param isFull whether both sides have completed genesis, so that more than genesis may be
   *     talked about
   */
  void accept(Hello accepted, boolean isFull) {
    hello = accepted;
    full = isFull;
    decoder.limit(limits.frameBytesMax());
    state = State.LIVE;
    counters.connectionsOpened.increment();
    schedule();
  }

  /** Tells the other side why, then closes; reported to the owner as a refusal by this side. */
  void refuse(Refusal refusal) {
    failure = refusal.text();
    owner.onRefused(this, refusal);
    if (state != State.CLOSED) {
      toClosed();
      write(frame(FrameType.REFUSED, new byte[0], refusal.encode()))
          .onComplete(v -> socket.close());
    }
  }

  /**
   * Queues a frame.
   *
   * @param bytesMax what may be queued with it; an empty queue takes any frame
   * @return false if it was dropped
   */
  boolean offer(int type, byte[] head, byte[] payload, long bytesMax) {
    Frame next = new Frame(type, head, payload);
    long queued = queuedBytes.addAndGet(next.length());
    if (state == State.CLOSED) {
      counters.droppedUnreachable.increment();
      return false;
    }
    if (queued > bytesMax && queued > next.length()) {
      queuedBytes.addAndGet(-next.length());
      counters.droppedQueueFull.increment();
      return false;
    }
    frames.add(next);
    schedule();
    return true;
  }

  /** Small frames offered before the event loop comes around go out in one write. */
  private void schedule() {
    if (scheduled.compareAndSet(false, true)) {
      try {
        context.runOnContext(v -> drain());
      } catch (RejectedExecutionException e) {
        state = State.CLOSED; // the event loop has stopped
      }
    }
  }

  /**
   * Writes one gathered piece. What is left waits for the next turn of the event loop, so that
   * reading and pinging go on in between (TLS is slow until it is compiled), and stays in this
   * queue while the socket's own is full.
   */
  private void drain() {
    scheduled.set(false);
    if (state != State.LIVE || socket.writeQueueFull()) {
      return; // the drain handler schedules again
    }
    Buffer gathered = null;
    int count = 0;
    while (gathered == null || gathered.length() < WRITE_BYTES) {
      Frame next = frames.poll();
      if (next == null) {
        break;
      }
      if (gathered == null) {
        gathered = Buffer.buffer(Math.max(1_024, next.length()));
      }
      append(gathered, next.type, next.head, next.payload);
      count++;
    }
    if (gathered != null) {
      writeQueued(gathered, count);
    }
    if (!frames.isEmpty() && !socket.writeQueueFull()) {
      schedule();
    }
  }

  private void writeQueued(Buffer gathered, int count) {
    int length = gathered.length();
    write(gathered)
        .onComplete(
            done -> {
              queuedBytes.addAndGet(-length);
              if (done.succeeded()) {
                counters.framesSent.add(count);
                counters.bytesSent.add(length);
              }
            });
  }

  private void writeNow(int type, byte[] payload) {
    Buffer bytes = frame(type, new byte[0], payload);
    counters.framesSent.increment();
    counters.bytesSent.add(bytes.length());
    write(bytes).onFailure(e -> LOG.debug("a frame was not written", e));
  }

  private Future<Void> write(Buffer bytes) {
    counters.writes.increment();
    return socket.write(bytes);
  }

  private static Buffer frame(int type, byte[] head, byte[] payload) {
    Buffer bytes = Buffer.buffer(FrameDecoder.HEADER_BYTES + head.length + payload.length);
    append(bytes, type, head, payload);
    return bytes;
  }

  private static void append(Buffer out, int type, byte[] head, byte[] payload) {
    out.appendInt(head.length + payload.length)
        .appendByte((byte) type)
        .appendBytes(head)
        .appendBytes(payload);
  }

  /** Lets the peer hear this side. */
  void ping() {
    writeNow(FrameType.PING, new byte[0]);
  }

  /** Stops reading until the handlers have caught up. */
  void pauseReading() {
    counters.readPauses.increment();
    socket.pause();
  }

  private void resumeReading() {
    try {
      context.runOnContext(
          v -> {
            heardNanos = System.nanoTime();
            socket.resume();
          });
    } catch (RejectedExecutionException e) {
      state = State.CLOSED; // the event loop has stopped
    }
  }

  /** Closes for a reason that the owner's log should show. */
  void fail(String why) {
    failure = why;
    close();
  }

  void close() {
    toClosed();
    socket.close();
  }

  private void closed() {
    toClosed();
    owner.onClosed(this);
  }

  private void toClosed() {
    if (state == State.LIVE) {
      counters.connectionsLost.increment();
    }
    state = State.CLOSED;
    frames.clear();
  }

  /** Nanoseconds since anything was heard; zero while this side does not listen. */
  long silentNanos(long nowNanos) {
    return inbound.paused() ? 0 : nowNanos - heardNanos;
  }

  boolean isLive() {
    return state == State.LIVE;
  }

  boolean isClosed() {
    return state == State.CLOSED;
  }

  /** Whether more than genesis may be talked about. */
  boolean isFull() {
    return full;
  }

  /** What the other side said; null before it was accepted. */
  Hello hello() {
    return hello;
  }

  /** What went wrong, for a log line; null when nothing did. */
  String failure() {
    return failure;
  }

  NetSocket socket() {
    return socket;
  }
}
