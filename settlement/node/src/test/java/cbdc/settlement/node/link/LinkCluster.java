package cbdc.settlement.node.link;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Several links in one JVM over loopback, with short times. */
final class LinkCluster implements AutoCloseable {

  static final UUID CLUSTER = new UUID(7, 7);
  static final String DIGEST = "ab".repeat(32);
  static final LinkLimits LIMITS = LinkLimits.standard().withTimes(100, 10_000, 10, 100);

  private final LinkLimits limits;
  private final Vertx vertx = Vertx.vertx();
  final ExecutorService handlers = Executors.newFixedThreadPool(4);
  final Map<String, NodeLink> links = new TreeMap<>();
  final Map<String, LinkAddress> addresses = new HashMap<>();
  private final List<NodeLink> started = new ArrayList<>();

  /** Patient with silence, since the machine may be busy. */
  LinkCluster() {
    this(LIMITS);
  }

  LinkCluster(LinkLimits limits) {
    this.limits = limits;
  }

  static UUID journal(String nodeId) {
    return new UUID(1, nodeId.hashCode());
  }

  static LinkIdentity member(String nodeId, String... all) {
    Map<String, UUID> journals = new HashMap<>();
    for (String id : all) {
      journals.put(id, journal(id));
    }
    return new LinkIdentity(
        LinkIdentity.Stage.COMPLETE, CLUSTER, DIGEST, journal(nodeId), journals);
  }

  NodeLink make(String nodeId, LinkIdentity identity, Optional<LinkTls> tls, LinkLimits limits) {
    return new NodeLink(
        vertx,
        new LinkConfig(nodeId, new LinkAddress("127.0.0.1", 0), Map.of(), tls, limits),
        identity,
        handlers);
  }

  /** Starts a link on a free port; it takes the place of an earlier one of the same id. */
  NodeLink start(String nodeId, NodeLink link) {
    int port = link.start().toCompletableFuture().join();
    started.add(link);
    links.put(nodeId, link);
    addresses.put(nodeId, new LinkAddress("127.0.0.1", port));
    return link;
  }

  NodeLink startMember(String nodeId, String... all) {
    return start(nodeId, make(nodeId, member(nodeId, all), Optional.empty(), limits));
  }

  /** Tells every link where the others are now. */
  void connectAll() {
    links.forEach(
        (id, link) -> {
          Map<String, LinkAddress> others = new HashMap<>(addresses);
          others.remove(id);
          link.connect(others, LinkAdmission.GENESIS).toCompletableFuture().join();
        });
  }

  void stop(String nodeId) {
    NodeLink link = links.remove(nodeId);
    started.remove(link);
    link.stop().toCompletableFuture().join();
  }

  static PeerStatus status(NodeLink link, String peer) {
    return link.peers().stream().filter(p -> p.nodeId().equals(peer)).findFirst().orElseThrow();
  }

  static Optional<RefusalCode> refusal(NodeLink link, String peer) {
    return status(link, peer).refusal().map(Refusal::code);
  }

  @Override
  public void close() {
    started.forEach(link -> link.stop().toCompletableFuture().join());
    vertx.close().toCompletionStage().toCompletableFuture().join();
    handlers.shutdownNow();
  }
}
