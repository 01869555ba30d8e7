package cbdc.settlement.node.app;

import cbdc.settlement.node.core.FailStop;
import cbdc.settlement.node.link.FrameType;
import cbdc.settlement.node.link.NodeLink;
import cbdc.settlement.node.link.RaftFrames;
import cbdc.settlement.node.link.RequestKind;
import cbdc.settlement.node.member.ClusterMembers;
import cbdc.settlement.node.member.JoinExchange;
import cbdc.settlement.node.shard.NodeShards;
import cbdc.settlement.node.shard.PeerPost;
import cbdc.settlement.node.shard.Pulse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What nodes tell each other: which frame carries what, and which part of this node takes it. Until
 * the shards have started, what comes from peers is dropped; it will be sent again.
 */
final class PeerTraffic {
  private static final long HISTORY_MILLIS = 10_000;
  private static final long JOIN_MILLIS = 2_000;

  private final NodeLink link;
  private final Executor storeReads;
  private final FailStop failStop;
  private volatile NodeShards shards;
  private volatile ShardGroups groups;
  private volatile ClusterMembers cluster;

  /** Traffic over a link that has not started yet. */
  PeerTraffic(NodeLink link, Executor storeReads, FailStop failStop) {
    this.link = link;
    this.storeReads = storeReads;
    this.failStop = failStop;
  }

  /** Registers what takes each kind of frame, before the link starts; returns Raft's own. */
  RaftFrames connect() {
    link.on(
        FrameType.SHIPMENTS,
        (peer, payload) -> withShards(s -> s.courier().onShipments(peer, payload)));
    link.on(
        FrameType.RECEIPTS,
        (peer, payload) -> withShards(s -> s.courier().onReceipts(peer, payload)));
    link.on(
        FrameType.PULSE,
        (peer, payload) -> withShards(s -> s.onPulse(peer, Pulse.decode(payload))));
    link.on(FrameType.AUDIT_VOTE, (peer, payload) -> withShards(s -> s.onAuditVote(peer, payload)));
    link.onRequest(
        RequestKind.HISTORY,
        (peer, request) ->
            CompletableFuture.supplyAsync(() -> historyFor(peer, request), storeReads));
    link.onRequest(
        RequestKind.JOIN,
        (peer, question) ->
            CompletableFuture.supplyAsync(() -> welcome(peer, question), storeReads));
    return new RaftFrames(
        link, (shard, peer, frame) -> with(groups, g -> g.receive(shard, peer, frame)));
  }

  /** From now on nodes that were added may introduce themselves. */
  void serve(ClusterMembers known) {
    cluster = known;
  }

  private byte[] welcome(String peer, byte[] question) {
    ClusterMembers known = cluster;
    if (known == null) {
      throw new IllegalStateException("this node is still starting");
    }
    return JoinExchange.answer(peer, question, known);
  }

  /** Introduces this node to a member of the cluster that it joins. */
  CompletionStage<byte[]> askToJoin(String nodeId, byte[] question) {
    return link.request(nodeId, RequestKind.JOIN, question, JOIN_MILLIS);
  }

  /** From now on the shards' frames are taken. */
  void serve(NodeShards startedShards) {
    shards = startedShards;
  }

  /** From now on Raft's frames are taken. */
  void serve(ShardGroups startedGroups) {
    groups = startedGroups;
  }

  /** Sends a message of the courier or the audit. */
  void post(String nodeId, int kind, byte[] payload) {
    int type =
        switch (kind) {
          case PeerPost.SHIPMENTS -> FrameType.SHIPMENTS;
          case PeerPost.RECEIPTS -> FrameType.RECEIPTS;
          case PeerPost.AUDIT_VOTE -> FrameType.AUDIT_VOTE;
          default -> throw new IllegalArgumentException("no frame for post of kind " + kind);
        };
    link.send(nodeId, type, payload, NodeLink.NORMAL);
  }

  /** Asks a node for history, on the connection for what is big. */
  CompletionStage<byte[]> askHistory(String nodeId, byte[] request) {
    return link.request(nodeId, RequestKind.HISTORY, request, HISTORY_MILLIS, NodeLink.BULK);
  }

  /** Sends a pulse to all peers. */
  void pulse(Pulse pulse) {
    byte[] bytes = pulse.encode();
    link.peers().forEach(peer -> link.send(peer.nodeId(), FrameType.PULSE, bytes, NodeLink.NORMAL));
  }

  private byte[] historyFor(String peer, byte[] request) {
    NodeShards running = shards;
    if (running == null) {
      throw new IllegalStateException("the shards are not started yet");
    }
    return running.backfill().answer(peer, request);
  }

  private void withShards(Consumer<NodeShards> action) {
    with(shards, action);
  }

  private <T> void with(T part, Consumer<T> action) {
    if (part == null) {
      return;
    }
    try {
      action.accept(part);
    } catch (Error e) {
      failStop.halt("a message of a peer could not be handled", e);
      throw e;
    }
  }
}
