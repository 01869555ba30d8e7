package cbdc.settlement.node.link;

import cbdc.settlement.node.link.LinkRequestException.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Requests sent and not answered yet; each is bound to the connection that carried it. */
final class PendingRequests {

  /** Bytes before a request's body: its number and its kind. */
  static final int REQUEST_HEAD_BYTES = 9;

  /** Bytes before an answer's body: the request's number. */
  static final int ANSWER_HEAD_BYTES = 8;

  private final ConcurrentHashMap<Long, Pending> pending = new ConcurrentHashMap<>();
  private final AtomicLong lastNumber = new AtomicLong();
  private final Executor executor;

  private record Pending(
      LinkConnection connection,
      String what,
      long deadlineNanos,
      CompletableFuture<byte[]> answer) {}

  PendingRequests(Executor executor) {
    this.executor = executor;
  }

  CompletableFuture<byte[]> send(
      LinkConnection connection,
      String what,
      int kind,
      byte[] body,
      long timeoutMillis,
      long queueBytesMax) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    if (connection == null) {
      answer.completeExceptionally(
          new LinkRequestException(Kind.NOT_SENT, what + ": not connected"));
      return answer;
    }
    long number = lastNumber.incrementAndGet();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    Pending request = new Pending(connection, what, deadline, answer);
    pending.put(number, request);
    byte[] head = ByteBuffer.allocate(REQUEST_HEAD_BYTES).putLong(number).put((byte) kind).array();
    boolean queued = connection.offer(FrameType.REQUEST, head, body, queueBytesMax);
    if ((!queued || connection.isClosed()) && pending.remove(number) != null) {
      answer.completeExceptionally(
          new LinkRequestException(Kind.NOT_SENT, what + ": connection closed or its queue full"));
    }
    return answer;
  }

  /** Takes an ANSWER or DECLINED frame. */
  void onAnswer(LinkConnection connection, int type, byte[] payload) {
    if (payload.length < ANSWER_HEAD_BYTES) {
      return;
    }
    long number = ByteBuffer.wrap(payload).getLong();
    Pending request = pending.get(number);
    if (request == null || request.connection != connection || !pending.remove(number, request)) {
      return; // late, or of another connection
    }
    byte[] body = Arrays.copyOfRange(payload, ANSWER_HEAD_BYTES, payload.length);
    if (type == FrameType.ANSWER) {
      complete(() -> request.answer.complete(body));
    } else {
      fail(
          request,
          Kind.DECLINED,
          new String(body, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " "));
    }
  }

  void onClosed(LinkConnection connection) {
    pending.forEach(
        (number, request) -> {
          if (request.connection == connection && pending.remove(number, request)) {
            fail(request, Kind.CONNECTION_LOST, "connection lost before the answer");
          }
        });
  }

  /** Fails what has waited too long. */
  void expire(long nowNanos) {
    pending.forEach(
        (number, request) -> {
          if (nowNanos - request.deadlineNanos >= 0 && pending.remove(number, request)) {
            fail(request, Kind.TIMED_OUT, "no answer in time");
          }
        });
  }

  private void fail(Pending request, Kind kind, String why) {
    complete(
        () ->
            request.answer.completeExceptionally(
                new LinkRequestException(kind, request.what + ": " + why)));
  }

  /** Whoever waits runs on the handler executor, never on the event loop. */
  private void complete(Runnable completion) {
    try {
      executor.execute(completion);
    } catch (RejectedExecutionException e) {
      completion.run(); // stopping: nobody is left to be disturbed
    }
  }
}
