package cbdc.simulator.simulate;

import cbdc.settlement.node.link.Handshake;
import cbdc.settlement.node.link.LinkAdmission;
import cbdc.settlement.node.raft.RaftGroup;
import cbdc.settlement.node.raft.RaftPeerLink;
import cbdc.settlement.node.shard.PeerPost;
import cbdc.settlement.node.shard.Pulse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A node's link to its peers for one life: nothing passes where a handshake would have failed. */
final class SimulatedLink implements RaftPeerLink {
  private static final long HISTORY_MILLIS = 10_000;

  private final String id;
  private final World world;
  private final Map<String, SimulatedNode> all;
  private final NodeLife own;

  SimulatedLink(String id, World world, Map<String, SimulatedNode> all, NodeLife own) {
    this.id = id;
    this.world = world;
    this.all = all;
    this.own = own;
  }

  @Override
  public void send(int shard, String to, byte[] frame, boolean bulk) {
    tell(
        to,
        peer -> {
          RaftGroup group = peer.groups.get(shard);
          if (group != null) {
            group.receive(id, frame);
          }
        });
  }

  @Override
  public boolean isReachable(String to) {
    SimulatedNode peer = all.get(to);
    return peer != null
        && peer.isUp()
        && peer.life().shards != null
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
    for (String peer : all.keySet()) {
      if (!peer.equals(id)) {
        tell(peer, other -> other.shards.onPulse(id, Pulse.decode(pulse)));
      }
    }
  }

  /** Asks a node for history. */
  CompletionStage<byte[]> askHistory(String to, byte[] request) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    tell(
        to,
        peer -> {
          byte[] piece = peer.shards.backfill().answer(id, request);
          world.network().send(to, id, () -> own.process.later(0, () -> answer.complete(piece)));
        });
    own.process.later(
        TimeUnit.MILLISECONDS.toNanos(HISTORY_MILLIS),
        () -> answer.completeExceptionally(new IllegalStateException("no answer")));
    return answer;
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
    boolean accepted =
        Handshake.refusal(to, peer.identity, id, own.identity, LinkAdmission.GENESIS).isEmpty()
            && Handshake.refusal(id, own.identity, to, peer.identity, LinkAdmission.GENESIS)
                .isEmpty();
    if (!accepted) {
      world.counters().add(Counters.Count.HANDSHAKES_REFUSED);
    }
    return accepted;
  }
}
