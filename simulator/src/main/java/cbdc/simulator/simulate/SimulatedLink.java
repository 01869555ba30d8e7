package cbdc.simulator.simulate;

import cbdc.protocol.MalformedException;
import cbdc.settlement.node.link.Handshake;
import cbdc.settlement.node.link.LinkAddress;
import cbdc.settlement.node.link.LinkAdmission;
import cbdc.settlement.node.link.LinkIdentity;
import cbdc.settlement.node.link.PeerConnections;
import cbdc.settlement.node.link.PeerStatus;
import cbdc.settlement.node.link.Refusal;
import cbdc.settlement.node.member.JoinExchange;
import cbdc.settlement.node.raft.RaftPeerLink;
import cbdc.settlement.node.shard.PeerPost;
import cbdc.settlement.node.shard.Pulse;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** A node's link to its peers for one life: nothing passes where a handshake would have failed. */
final class SimulatedLink implements RaftPeerLink, PeerConnections {
  private static final long HISTORY_MILLIS = 10_000;
  private static final long JOIN_MILLIS = 2_000;

  private final String id;
  private final World world;
  private final Map<String, SimulatedNode> all;
  private final NodeLife own;
  private final Map<String, Refusal> refusals = new HashMap<>();
  private Set<String> peers;
  private LinkAdmission admission;

  /**
   * A link that has told nobody anything.
   *
   * @param configured peers that this node knows from its configuration
   * @param admission who may come in besides
   */
  SimulatedLink(
      String id,
      World world,
      Map<String, SimulatedNode> all,
      NodeLife own,
      Collection<String> configured,
      LinkAdmission admission) {
    this.id = id;
    this.world = world;
    this.all = all;
    this.own = own;
    this.peers = new TreeSet<>(configured);
    this.admission = admission;
  }

  @Override
  public List<PeerStatus> peers() {
    return peers.stream()
        .map(
            peer -> {
              boolean reachable = isReachable(peer);
              return new PeerStatus(
                  peer, reachable, reachable, "", Optional.ofNullable(refusals.get(peer)));
            })
        .toList();
  }

  @Override
  public CompletionStage<Void> connect(Map<String, LinkAddress> wanted, LinkAdmission next) {
    peers = new TreeSet<>(wanted.keySet());
    admission = next;
    refusals.keySet().retainAll(peers);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void send(int shard, String to, byte[] frame, boolean bulk) {
    tell(to, peer -> peer.groups.receive(shard, id, frame));
  }

  @Override
  public boolean isReachable(String to) {
    SimulatedNode peer = all.get(to);
    return peer != null
        && peer.isUp()
        && peer.life().link != null
        && world.network().isOpen(id, to)
        && accepts(to, peer.life());
  }

  /** Sends a message of the courier or the audit. */
  void post(String to, int kind, byte[] payload) {
    tell(
        to,
        peer -> {
          switch (kind) {
            case PeerPost.SHIPMENTS -> peer.shards.courier().onShipments(id, payload);
            case PeerPost.RECEIPTS -> peer.shards.courier().onReceipts(id, payload);
            default -> peer.shards.onAuditVote(id, payload);
          }
        });
  }

  /** Sends a pulse to all peers. */
  void pulse() {
    byte[] pulse = own.shards.pulse().encode();
    for (String peer : peers) {
      tell(peer, other -> other.shards.onPulse(id, Pulse.decode(pulse)));
    }
  }

  /** Asks a node for history. */
  CompletionStage<byte[]> askHistory(String to, byte[] request) {
    return ask(to, HISTORY_MILLIS, peer -> peer.shards.backfill().answer(id, request));
  }

  /** Introduces this node to a member. */
  CompletionStage<byte[]> askToJoin(String to, byte[] question) {
    return ask(to, JOIN_MILLIS, peer -> JoinExchange.answer(id, question, peer.cluster));
  }

  private CompletionStage<byte[]> ask(
      String to, long limitMillis, Function<NodeLife, byte[]> answering) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    tell(
        to,
        peer -> {
          Runnable reply = reply(answering, peer, answer);
          world.network().send(to, id, () -> own.process.later(0, reply));
        });
    own.process.later(
        TimeUnit.MILLISECONDS.toNanos(limitMillis),
        () -> answer.completeExceptionally(new IllegalStateException("no answer")));
    return answer;
  }

  private static Runnable reply(
      Function<NodeLife, byte[]> answering, NodeLife peer, CompletableFuture<byte[]> answer) {
    try {
      byte[] bytes = answering.apply(peer);
      return () -> answer.complete(bytes);
    } catch (MalformedException refused) {
      return () -> answer.completeExceptionally(refused);
    }
  }

  private void tell(String to, Consumer<NodeLife> delivery) {
    if (own.process.isDead()) {
      return;
    }
    world
        .network()
        .send(
            id,
            to,
            () -> {
              NodeLife peer = all.get(to).life();
              if (peer != null && peer.shards != null && accepts(to, peer)) {
                peer.process.later(0, () -> delivery.accept(peer));
              }
            });
  }

  private boolean accepts(String to, NodeLife peer) {
    Optional<Refusal> refusal =
        peer.link
            .refusal(to, peer.identity, id, own.identity)
            .or(() -> refusal(id, own.identity, to, peer.identity));
    refusal.ifPresentOrElse(
        refused -> {
          world.counters().add(Counters.Count.HANDSHAKES_REFUSED);
          refusals.put(to, refused);
        },
        () -> refusals.remove(to));
    return refusal.isEmpty();
  }

  private Optional<Refusal> refusal(
      String self, LinkIdentity mine, String other, LinkIdentity theirs) {
    Set<String> known = new HashSet<>(peers);
    known.addAll(admission.awaited());
    return Handshake.refusal(self, known, mine, other, theirs, admission);
  }
}
