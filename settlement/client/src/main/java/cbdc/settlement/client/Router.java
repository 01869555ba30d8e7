package cbdc.settlement.client;

import cbdc.protocol.CommandId;
import cbdc.protocol.MalformedException;
import cbdc.protocol.wire.CallKind;
import cbdc.protocol.wire.HintsAnswer;
import cbdc.protocol.wire.HintsAnswer.ShardHint;
import cbdc.protocol.wire.HintsRequest;
import cbdc.settlement.client.transport.CallResult;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the shards are led: learnt from nodes' hints, and followed only forwards in term. */
final class Router {
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);
  private static final long RETRY_MILLIS = 100;

  private final ClientCore core;
  private boolean asking;
  private long lastAskedAt;
  private long nextAt;
  private int turn;
  private long idWindowMillis = Long.MAX_VALUE;
  private long ledgerOffsetMillis;

  /** By node, what its wall clock showed more than this machine's steady clock. */
  private final Map<String, Long> offsetMillis = new HashMap<>();

  private long offsetMillisMax;
  private boolean refusedCluster;
  private volatile UUID cluster;

  Router(ClientCore core) {
    this.core = core;
    this.turn = core.random.nextInt(1 << 16);
    this.lastAskedAt = core.now() - RETRY_MILLIS;
  }

  /** The cluster's id, or null before the first hints. From any thread. */
  UUID cluster() {
    return cluster;
  }

  /**
   * The ledger's time as the node heard last says it, carried on by this machine's steady clock.
   */
  long ledgerMillis() {
    return core.now() + ledgerOffsetMillis;
  }

  /**
   * Whether the ledger would refuse the id as one of the future if it went by any of the nodes
   * heard so far: the clock of one alone may be behind.
   */
  boolean isInFuture(CommandId id) {
    return id.timeMillis() > core.now() + offsetMillisMax + CommandChecks.AHEAD_MILLIS_MAX;
  }

  /** Whether every node of the cluster has told its time. */
  boolean hasHeardAll() {
    return offsetMillis.keySet().containsAll(core.transport.nodes());
  }

  long idWindowMillis() {
    return idWindowMillis;
  }

  /** A quarter of the id window leaves time to ask before the ids are forgotten. */
  long deadlineMillis() {
    return Math.min(core.config.deadlineMillis(), idWindowMillis / 4);
  }

  /** Something looks out of date. */
  void refreshSoon() {
    nextAt = Math.min(nextAt, lastAskedAt + RETRY_MILLIS);
    tick(core.now());
  }

  void tick(long now) {
    if (!asking && now >= nextAt) {
      ask(now);
    }
  }

  private void ask(long now) {
    List<String> nodes = core.transport.nodes().stream().sorted().toList();
    lastAskedAt = now;
    nextAt = now + RETRY_MILLIS;
    if (nodes.isEmpty()) {
      return;
    }
    asking = true;
    String nodeId = nodes.get(Math.floorMod(turn++, nodes.size()));
    core.call(nodeId, CallKind.HINTS, new HintsRequest().encode(), core.config.attemptMillis())
        .whenComplete((result, failure) -> core.onLoop(() -> answered(nodeId, result, failure)));
  }

  private void answered(String nodeId, CallResult result, Throwable failure) {
    asking = false;
    if (failure == null && result instanceof CallResult.Answered answer) {
      try {
        learn(nodeId, HintsAnswer.decode(answer.response()));
      } catch (MalformedException e) {
        LOG.warn("node {} gave hints that cannot be read: {}", nodeId, e.getMessage());
      }
    }
  }

  private void learn(String nodeId, HintsAnswer hints) {
    if (!belongs(new UUID(hints.clusterHigh(), hints.clusterLow()), hints.shardCount())) {
      return;
    }
    core.counters.hintsAnswers.increment();
    nextAt = core.now() + core.config.hintsRefreshMillis();
    ledgerOffsetMillis = hints.timeMillis() - core.now();
    offsetMillis.keySet().retainAll(core.transport.nodes());
    offsetMillis.put(nodeId, ledgerOffsetMillis);
    offsetMillisMax = Collections.max(offsetMillis.values());
    idWindowMillis = hints.idWindowMillis();
    boolean first = core.lanes.length == 0;
    if (first) {
      ShardLane[] lanes = new ShardLane[hints.shardCount()];
      for (int shard = 0; shard < lanes.length; shard++) {
        lanes[shard] = new ShardLane(shard);
      }
      core.lanes = lanes;
    }
    for (int shard = 0; shard < core.lanes.length; shard++) {
      ShardHint hint = hints.shards().get(shard);
      core.lanes[shard].members = hint.members();
      follow(core.lanes[shard], hint.leader(), hint.term());
    }
    if (first) {
      core.routeWaiting();
    }
  }

  private boolean belongs(UUID named, int shardCount) {
    UUID expected = cluster != null ? cluster : core.identity.cluster();
    boolean right =
        (expected == null || expected.equals(named))
            && (cluster == null || core.lanes.length == shardCount);
    if (right) {
      cluster = named;
    } else if (!refusedCluster) {
      refusedCluster = true;
      LOG.error(
          "a node says that it belongs to cluster {} with {} shards, expected {}",
          named,
          shardCount,
          expected);
    }
    return right;
  }

  /**
   * Takes a hint for one shard. After a change of leader the old one tells nobody what is finished.
   */
  void follow(ShardLane lane, String leader, int term) {
    if (lane.follow(leader, term)) {
      LOG.debug("shard {} is led by {} in term {}", lane.shard, leader, term);
      core.streams.leaderChanged(lane, leader);
    }
  }
}
