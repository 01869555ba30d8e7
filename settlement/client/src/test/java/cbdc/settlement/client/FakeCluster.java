package cbdc.settlement.client;

import cbdc.crypto.VerifyingKey;
import cbdc.protocol.CommandId;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.wire.CallKind;
import cbdc.protocol.wire.CompletionsRequest;
import cbdc.protocol.wire.FlushRequest;
import cbdc.protocol.wire.HintsAnswer;
import cbdc.protocol.wire.HintsAnswer.ShardHint;
import cbdc.protocol.wire.ReadRequest;
import cbdc.settlement.client.transport.CallResult;
import cbdc.settlement.client.transport.NodeCall;
import cbdc.settlement.client.transport.NodeTransport;
import cbdc.testkit.SeededRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Nodes and the network before them, in virtual time: requests and answers are delayed, dropped,
 * doubled and late as {@link FakeNetwork} says. Leaders are set by the test.
 */
final class FakeCluster implements NodeTransport {
  static final UUID CLUSTER = new UUID(0x1234, 0x5678);
  static final long WINDOW_MILLIS = 120_000;

  final VirtualLoop loop;
  final SeededRandom random;
  final FakeNetwork network;
  final VerifyingKey clientKey;
  final FakeShard[] shards;
  final Map<String, FakeNode> nodes = new LinkedHashMap<>();
  final Set<String> present = new TreeSet<>();

  /** Calls on their way, by node: the most there ever were. */
  final Map<String, Integer> flushesInFlight = new LinkedHashMap<>();

  int flushesInFlightMax;
  int hintsCalls;
  int requestBytesMax;

  /** How far a node's clock is ahead of the ledger's time; by default not at all. */
  final Map<String, Long> clockOffsetMillis = new HashMap<>();

  /** A node that is there but answers nothing, or null. */
  String mutedNode;

  /** Every call throws. */
  boolean callFails;

  /** A shard whose commits take longer, or -1. */
  int slowShard = -1;

  long slowMillis;

  /** What every batch is refused with, or null. */
  RejectionCode refuseAllWith;

  /** A command that is refused because it asks for rules that some node does not know, or null. */
  CommandId beyondRules;

  /** How nodes refuse questions about an id's content; null when they know them. */
  RejectionCode refuseQuestionsOfContentWith;

  private final List<NodeListener> listeners = new ArrayList<>();

  FakeCluster(
      VirtualLoop loop,
      SeededRandom random,
      FakeNetwork network,
      VerifyingKey key,
      int nodes,
      int shards) {
    this(loop, random, network, key, nodes, shards, WINDOW_MILLIS);
  }

  FakeCluster(
      VirtualLoop loop,
      SeededRandom random,
      FakeNetwork network,
      VerifyingKey clientKey,
      int nodeCount,
      int shardCount,
      long windowMillis) {
    this.loop = loop;
    this.random = random;
    this.network = network;
    this.clientKey = clientKey;
    for (int i = 1; i <= nodeCount; i++) {
      String id = "n" + i;
      nodes.put(id, new FakeNode(this, id));
      present.add(id);
    }
    shards = new FakeShard[shardCount];
    for (int s = 0; s < shardCount; s++) {
      shards[s] = new FakeShard(s, shardCount, windowMillis);
      shards[s].leader = "n" + (1 + s % nodeCount);
    }
  }

  // ---- what tests do to it

  void elect(int shard, String leader) {
    shards[shard].leader = leader;
    shards[shard].term++;
  }

  /**
   * The process ends: it forgets its clients' streams. Its shards are led elsewhere by then, or by
   * nobody.
   */
  void kill(String nodeId) {
    present.remove(nodeId);
    nodes.put(nodeId, new FakeNode(this, nodeId));
    listeners.forEach(listener -> listener.nodeLeft(nodeId));
  }

  void start(String nodeId) {
    present.add(nodeId);
    listeners.forEach(listener -> listener.nodeJoined(nodeId));
  }

  boolean chance(int permille) {
    return permille > 0 && random.chance(permille, 1000);
  }

  // ---- transport

  @Override
  public CompletionStage<CallResult> call(
      String nodeId, byte kind, byte[] request, long timeoutMillis) {
    if (callFails) {
      throw new IllegalStateException("the transport is broken");
    }
    if (request.length > NodeCall.MAX_BYTES) {
      throw new IllegalArgumentException("request of " + request.length + " bytes");
    }
    requestBytesMax = Math.max(requestBytesMax, request.length);
    CompletableFuture<CallResult> result = new CompletableFuture<>();
    if (kind == CallKind.FLUSH) {
      countFlush(nodeId, result);
    } else if (kind == CallKind.HINTS) {
      hintsCalls++;
    }
    if (!present.contains(nodeId)) {
      loop.schedule(() -> result.complete(new CallResult.NodeGone(nodeId)), delay());
      return result;
    }
    loop.schedule(
        () -> result.complete(new CallResult.TimedOut(nodeId, timeoutMillis)), timeoutMillis);
    if (chance(network.refuseCallPermille)) {
      CallResult full = new CallResult.Refused(CallResult.Reason.OVERLOADED, "full");
      loop.schedule(() -> result.complete(full), delay());
      return result;
    }
    int copies = chance(network.duplicatePermille) ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      if (chance(network.dropRequestPermille)) {
        // Dropped for the caller; it may still turn up much later.
        if (network.lateMillisMax > 0 && random.chance(1, 2)) {
          loop.schedule(
              () -> arrive(nodeId, kind, request, answer -> {}),
              random.between(1L, network.lateMillisMax));
        }
      } else {
        loop.schedule(
            () -> arrive(nodeId, kind, request, answer -> answer(result, answer)), delay());
      }
    }
    return result;
  }

  private void countFlush(String nodeId, CompletionStage<CallResult> result) {
    flushesInFlight.merge(nodeId, 1, Integer::sum);
    flushesInFlightMax = Math.max(flushesInFlightMax, flushesInFlight.get(nodeId));
    result.whenComplete((r, t) -> flushesInFlight.merge(nodeId, -1, Integer::sum));
  }

  private void answer(CompletableFuture<CallResult> result, byte[] answer) {
    if (!chance(network.dropAnswerPermille)) {
      loop.schedule(() -> result.complete(new CallResult.Answered(answer)), delay());
    }
  }

  private void arrive(String nodeId, byte kind, byte[] request, Consumer<byte[]> answer) {
    FakeNode node = nodes.get(nodeId);
    if (!present.contains(nodeId) || nodeId.equals(mutedNode)) {
      return;
    }
    switch (kind) {
      case CallKind.FLUSH -> node.flush(FlushRequest.decode(request), answer);
      case CallKind.COMPLETIONS -> node.completions(CompletionsRequest.decode(request), answer);
      case CallKind.READ -> answer.accept(node.read(ReadRequest.decode(request)).encode());
      case CallKind.HINTS -> answer.accept(hints(nodeId).encode());
      default -> throw new AssertionError("kind " + kind);
    }
  }

  private HintsAnswer hints(String nodeId) {
    List<ShardHint> hints = new ArrayList<>();
    for (FakeShard shard : shards) {
      boolean stale = chance(network.staleHintPermille);
      String leader = stale ? random.pick(List.copyOf(nodes.keySet())) : shard.leader;
      hints.add(
          new ShardHint(leader, stale ? shard.term - 1 : shard.term, List.copyOf(nodes.keySet())));
    }
    long window = shards[0].windowMillis;
    return new HintsAnswer(
        CLUSTER.getMostSignificantBits(),
        CLUSTER.getLeastSignificantBits(),
        window,
        loop.wallMillis() + clockOffsetMillis.getOrDefault(nodeId, 0L),
        hints);
  }

  private long delay() {
    return random.between(network.delayMillisMin, network.delayMillisMax);
  }

  @Override
  public Set<String> nodes() {
    return Set.copyOf(present);
  }

  @Override
  public Registration listen(NodeListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public void close() {}
}
