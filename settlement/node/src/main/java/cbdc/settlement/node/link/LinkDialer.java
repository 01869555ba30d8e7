package cbdc.settlement.node.link;

import io.netty.handler.ssl.NotSslRecordException;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Keeps one channel to one peer connected: dials, greets, and dials again after a growing wait.
 * Event loop only, but for live.
 */
final class LinkDialer {

  private final Vertx vertx;
  private final NetClient client;
  private final LinkPeer peer;
  private final LinkLimits limits;
  private final Function<NetSocket, LinkConnection> connections;
  private final Supplier<Hello> hello;
  private LinkConnection connection;
  private volatile LinkConnection live;
  private boolean dialling;
  private boolean stopped;
  private long timer = -1;
  private long backoffMillis;

  LinkDialer(
      Vertx vertx,
      NetClient client,
      LinkPeer peer,
      LinkLimits limits,
      Function<NetSocket, LinkConnection> connections,
      Supplier<Hello> hello) {
    this.vertx = vertx;
    this.client = client;
    this.peer = peer;
    this.limits = limits;
    this.connections = connections;
    this.hello = hello;
    this.backoffMillis = limits.backoffMillisMin();
  }

  LinkConnection live() {
    return live;
  }

  LinkConnection current() {
    return connection;
  }

  void dial() {
    timer = -1;
    if (stopped || dialling || connection != null || peer.address.isEmpty()) {
      return;
    }
    dialling = true;
    LinkAddress address = peer.address.get();
    client
        .connect(address.port(), address.host())
        .onComplete(
            done -> {
              dialling = false;
              if (done.failed()) {
                peer.problem(
                    "cannot connect to " + address + ": " + reason(done.cause()), Optional.empty());
                dialLater();
              } else if (stopped) {
                done.result().close();
              } else {
                connection = connections.apply(done.result());
                connection.open();
                connection.greet(hello.get());
              }
            });
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof NotSslRecordException) {
      return "the other side does not speak TLS";
    }
    // Netty repeats the address with the port in its own form: the first line is enough.
    return String.valueOf(cause.getMessage())
        .lines()
        .findFirst()
        .orElse(cause.getClass().getSimpleName());
  }

  /** The handshake succeeded. */
  void up() {
    live = connection;
    backoffMillis = limits.backoffMillisMin();
  }

  /** The connection, greeted or not, has ended. */
  void down(LinkConnection ended) {
    if (connection == ended) {
      connection = null;
      live = null;
      dialLater();
    }
  }

  private void dialLater() {
    if (stopped || timer >= 0) {
      return;
    }
    // Half of the wait is random, so that nodes that lost each other at once do not dial in step.
    long wait = backoffMillis / 2 + 1 + ThreadLocalRandom.current().nextLong(backoffMillis / 2 + 1);
    backoffMillis = Math.min(backoffMillis * 2, limits.backoffMillisMax());
    timer = vertx.setTimer(wait, id -> dial());
  }

  /** Ends what there is and dials again at once, as after a change of identity. */
  void redial() {
    backoffMillis = limits.backoffMillisMin();
    if (connection != null) {
      connection.close(); // its close handler dials again
    } else if (timer >= 0) {
      vertx.cancelTimer(timer);
      dial();
    }
  }

  void stop() {
    stopped = true;
    live = null;
    if (timer >= 0) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
    if (connection != null) {
      connection.close();
    }
  }
}
