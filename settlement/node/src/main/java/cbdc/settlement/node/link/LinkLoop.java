package cbdc.settlement.node.link;

import cbdc.settlement.node.link.LinkIdentity.Stage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of all links of one node, on one event loop: who is connected, who may be, and who has
 * gone silent.
 */
final class LinkLoop extends VerticleBase implements LinkConnection.Owner {

  private static final Logger LOG = LoggerFactory.getLogger(LinkLoop.class);
  private static final long EXPIRE_MILLIS = 20;
  private static final int STRANGER_PROBLEMS_MAX = 32;
  private static final int CONNECT_MILLIS = 2_000;
  private static final Set<String> TLS_VERSIONS = Set.of("TLSv1.3");

  /** Takes the frames of accepted connections; called on the event loop. */
  interface FrameSink {
    void onFrame(LinkConnection connection, String peer, int type, byte[] payload);
  }

  private final LinkConfig config;
  private final LinkCounters counters;
  private final PendingRequests requests;
  private final Executor handlers;
  private final FrameSink sink;
  private final UUID incarnation = UUID.randomUUID();
  private final Set<LinkConnection> connections = new HashSet<>();
  private volatile Map<String, LinkPeer> peers = Map.of();
  private LinkIdentity identity;
  private volatile LinkAdmission admission = LinkAdmission.GENESIS;
  private NetServer server;
  private NetClient client;

  /**
   * What was wrong with connections of nobody known since a peer was last accepted; each is logged
   * once.
   */
  private final Set<String> strangerProblems = new HashSet<>();

  private long tickNanos;
  private boolean stopping;

  LinkLoop(
      LinkConfig config,
      LinkIdentity identity,
      LinkCounters counters,
      PendingRequests requests,
      Executor handlers,
      FrameSink sink) {
    this.config = config;
    this.identity = identity;
    this.counters = counters;
    this.requests = requests;
    this.handlers = handlers;
    this.sink = sink;
  }

  @Override
  public Future<?> start() {
    client = vertx.createNetClient(clientOptions());
    server = vertx.createNetServer(serverOptions());
    server.connectHandler(
        socket -> {
          LinkConnection connection = connection(socket, Optional.empty());
          connection.open();
        });
    server.exceptionHandler(e -> stranger("a connection came in and failed: " + e.getMessage()));
    tickNanos = System.nanoTime();
    vertx.setPeriodic(config.limits().pingMillis(), id -> tick());
    vertx.setPeriodic(EXPIRE_MILLIS, id -> requests.expire(System.nanoTime()));
    return server
        .listen(config.bind().port(), config.bind().host())
        .onSuccess(up -> connect(config.peers()));
  }

  @Override
  public Future<?> stop() {
    stopping = true;
    peers.values().forEach(LinkLoop::stop);
    List.copyOf(connections).forEach(LinkConnection::close);
    return server.close();
  }

  private static void stop(LinkPeer peer) {
    for (LinkDialer dialer : peer.dialers) {
      dialer.stop();
    }
  }

  private NetServerOptions serverOptions() {
    NetServerOptions options = new NetServerOptions().setTcpNoDelay(true).setReuseAddress(true);
    config
        .tls()
        .ifPresent(
            tls -> {
              options
                  .setSsl(true)
                  .setKeyCertOptions(tls.keyOptions())
                  .setTrustOptions(tls.trustOptions());
              options
                  .setClientAuth(ClientAuth.REQUIRED)
                  .setEnabledSecureTransportProtocols(TLS_VERSIONS);
            });
    return options;
  }

  private NetClientOptions clientOptions() {
    NetClientOptions options =
        new NetClientOptions().setTcpNoDelay(true).setConnectTimeout(CONNECT_MILLIS);
    config
        .tls()
        .ifPresent(
            tls -> {
              options
                  .setSsl(true)
                  .setKeyCertOptions(tls.keyOptions())
                  .setTrustOptions(tls.trustOptions());
              // Certificates name node ids, not hosts: the handshake compares them.
              options
                  .setHostnameVerificationAlgorithm("")
                  .setEnabledSecureTransportProtocols(TLS_VERSIONS);
            });
    return options;
  }

  Context context() {
    return context;
  }

  int port() {
    return server.actualPort();
  }

  /** The peers by id, for any thread. */
  Map<String, LinkPeer> peers() {
    return peers;
  }

  /** Sets who may come in; before the start, or on the event loop. */
  void admit(LinkAdmission next) {
    admission = next;
  }

  /**
   * Makes these the peers: dials new ones, leaves those that are gone, and those whose address
   * changed for the new address. Those that are awaited may come in without having an address yet.
   */
  void connect(Map<String, LinkAddress> wanted) {
    Map<String, LinkPeer> next = new HashMap<>();
    List<LinkPeer> added = new ArrayList<>();
    Map<String, Optional<LinkAddress>> all = new HashMap<>();
    admission.awaited().forEach(id -> all.put(id, Optional.empty()));
    wanted.forEach((id, address) -> all.put(id, Optional.of(address)));
    all.forEach(
        (id, address) -> {
          LinkPeer known = peers.get(id);
          if (known != null && known.address.equals(address)) {
            next.put(id, known);
          } else if (known != null && known.address.isEmpty()) {
            known.address = address;
            next.put(id, known);
            added.add(known);
          } else {
            LinkPeer peer = newPeer(id, address);
            next.put(id, peer);
            added.add(peer);
          }
        });
    Map<String, LinkPeer> before = peers;
    peers = Map.copyOf(next);
    before.values().stream().filter(peer -> next.get(peer.id) != peer).forEach(this::drop);
    for (LinkPeer peer : added) {
      for (LinkDialer dialer : peer.dialers) {
        dialer.dial();
      }
    }
  }

  private LinkPeer newPeer(String id, Optional<LinkAddress> address) {
    LinkPeer peer = new LinkPeer(config.nodeId(), id, address);
    for (int i = 0; i < NodeLink.CHANNELS; i++) {
      int channel = i;
      peer.dialers[channel] =
          new LinkDialer(
              vertx,
              client,
              peer,
              config.limits(),
              socket -> connection(socket, Optional.of(id)),
              () -> hello(id, channel));
    }
    return peer;
  }

  private void drop(LinkPeer peer) {
    stop(peer);
    for (LinkConnection connection : peer.incoming) {
      if (connection != null) {
        connection.close();
      }
    }
  }

  /** Takes a new identity; when it is a member's, all connections are made again under it. */
  void become(LinkIdentity next) {
    identity = next;
    if (next.stage() != Stage.COMPLETE) {
      return; // what was accepted so far is as good under this one
    }
    for (LinkConnection connection : List.copyOf(connections)) {
      if (connection.dialled.isEmpty()) {
        connection.close();
      }
    }
    for (LinkPeer peer : peers.values()) {
      for (LinkDialer dialer : peer.dialers) {
        dialer.redial();
      }
    }
  }

  private LinkConnection connection(NetSocket socket, Optional<String> dialled) {
    LinkConnection connection =
        new LinkConnection(context, socket, config.limits(), counters, handlers, dialled, this);
    connections.add(connection);
    return connection;
  }

  private Hello hello(String wanted, int channel) {
    return new Hello(
        Hello.VERSION,
        config.nodeId(),
        wanted,
        channel,
        incarnation,
        identity.stage(),
        identity.clusterId(),
        identity.genesisDigest(),
        identity.journalId());
  }

  @Override
  public void onHello(LinkConnection connection, Hello hello) {
    Optional<Refusal> refusal =
        new Handshake(config.nodeId(), peers.keySet(), identity, admission)
            .check(hello, connection.dialled)
            .or(() -> checkCertificate(connection, hello))
            .or(() -> checkIncarnation(hello));
    if (refusal.isPresent()) {
      connection.refuse(refusal.get());
      return;
    }
    LinkPeer peer = peers.get(hello.nodeId());
    connection.accept(hello, identity.stage() == Stage.COMPLETE && hello.stage() == Stage.COMPLETE);
    if (connection.dialled.isPresent()) {
      LinkDialer dialer = peer.dialers[hello.channel()];
      if (dialer.current() != connection) {
        connection.close(); // answered with the other channel, or dropped meanwhile
        return;
      }
      dialer.up();
      if (hello.channel() == NodeLink.NORMAL) {
        peer.connected(connection);
      }
    } else {
      // The peer dialled again before this side noticed that the old connection is gone.
      LinkConnection old = peer.incoming[hello.channel()];
      peer.incoming[hello.channel()] = connection;
      strangerProblems.clear();
      connection.greet(hello(hello.nodeId(), hello.channel()));
      if (old != null) {
        old.close();
      }
    }
  }

  private Optional<Refusal> checkCertificate(LinkConnection connection, Hello hello) {
    if (config.tls().isEmpty()) {
      return Optional.empty();
    }
    try {
      X509Certificate certificate =
          (X509Certificate) connection.socket().sslSession().getPeerCertificates()[0];
      Set<String> names = CertificateNames.of(certificate);
      return names.contains(hello.nodeId())
          ? Optional.empty()
          : Optional.of(
              new Refusal(
                  RefusalCode.CERTIFICATE,
                  "node id " + hello.nodeId() + " is claimed with a certificate for " + names));
    } catch (SSLPeerUnverifiedException e) {
      return Optional.of(
          new Refusal(
              RefusalCode.CERTIFICATE, "node id " + hello.nodeId() + " without a certificate"));
    }
  }

  private Optional<Refusal> checkIncarnation(Hello hello) {
    long deadNanos = TimeUnit.MILLISECONDS.toNanos(config.limits().deadMillis());
    return peers
            .get(hello.nodeId())
            .isRunningElsewhere(hello.incarnation(), System.nanoTime(), deadNanos)
        ? Optional.of(
            new Refusal(
                RefusalCode.ALREADY_RUNNING,
                "another process of node "
                    + hello.nodeId()
                    + " is connected to "
                    + config.nodeId()
                    + ": stop one of the two (after a crash, wait "
                    + config.limits().deadMillis()
                    + " ms)"))
        : Optional.empty();
  }

  @Override
  public void onRefused(LinkConnection connection, Refusal refusal) {
    counters.refusals.increment();
    LinkPeer peer = peerOf(connection);
    if (peer == null) {
      stranger(
          "refused a connection from "
              + connection.socket().remoteAddress().host()
              + ": "
              + refusal.text());
    } else {
      peer.problem("refused: " + refusal.text(), Optional.of(refusal));
    }
  }

  private LinkPeer peerOf(LinkConnection connection) {
    String id =
        connection.dialled.orElse(connection.hello() == null ? "" : connection.hello().nodeId());
    return peers.get(id);
  }

  private void stranger(String problem) {
    if (strangerProblems.size() < STRANGER_PROBLEMS_MAX && strangerProblems.add(problem)) {
      LOG.warn("node link {}: {}", config.nodeId(), problem);
    }
  }

  @Override
  public void onFrame(LinkConnection connection, int type, byte[] payload) {
    if (type == FrameType.ANSWER || type == FrameType.DECLINED) {
      requests.onAnswer(connection, type, payload);
    } else {
      sink.onFrame(connection, connection.hello().nodeId(), type, payload);
    }
  }

  @Override
  public void onClosed(LinkConnection connection) {
    connections.remove(connection);
    requests.onClosed(connection);
    LinkPeer peer = peerOf(connection);
    if (peer == null) {
      return;
    }
    for (int channel = 0; channel < NodeLink.CHANNELS; channel++) {
      if (peer.incoming[channel] == connection) {
        peer.incoming[channel] = null;
      }
      if (!stopping && peer.dialers[channel].current() == connection) {
        noteLoss(peer, channel, connection);
      }
      peer.dialers[channel].down(connection);
    }
  }

  private static void noteLoss(LinkPeer peer, int channel, LinkConnection connection) {
    if (connection.hello() != null && channel == NodeLink.NORMAL) {
      peer.problem(
          "connection lost" + (connection.failure() == null ? "" : ": " + connection.failure()),
          Optional.empty());
    } else if (connection.hello() == null && peer.status().refusal().isEmpty()) {
      peer.problem(
          "closed before the handshake"
              + (connection.failure() == null ? "" : ": " + connection.failure())
              + " (do both ends use TLS, or none, and trust each other?)",
          Optional.empty());
    }
  }

  /** Pings every live connection and closes the silent ones. */
  private void tick() {
    long now = System.nanoTime();
    long sinceTickMillis = TimeUnit.NANOSECONDS.toMillis(now - tickNanos);
    tickNanos = now;
    // After a pause of this process the peers' pings lie unread: hear them before judging.
    boolean judge = sinceTickMillis < 2 * config.limits().pingMillis();
    for (LinkConnection connection : List.copyOf(connections)) {
      long silentMillis = TimeUnit.NANOSECONDS.toMillis(connection.silentNanos(now));
      if (judge && silentMillis > config.limits().deadMillis()) {
        connection.fail("nothing heard for " + silentMillis + " ms");
      } else if (connection.isLive()) {
        connection.ping();
      }
    }
  }
}
