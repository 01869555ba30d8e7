package cbdc.settlement.node.app;

import cbdc.kit.ManagementOperation.Reply;
import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.core.GroupStatus;
import cbdc.settlement.node.shard.NodeShards;
import cbdc.settlement.node.shard.RecoveryPoint;
import cbdc.settlement.node.store.Backup;
import cbdc.settlement.node.store.NodeStore;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes a backup of this node while it works. Shards are read one after the other; a shard that has
 * sent less, as it was read, than another had taken from it is read again, until no channel's mark
 * exceeds what its source holds: money on its way is then never in both shards, nor in none.
 */
final class NodeBackup {
  private static final int ATTEMPTS = 5;
  private static final long READ_SECONDS = 10;
  private static final long AGREE_SECONDS = 30;

  /** Five heartbeats: what leaders had committed when somebody asked is known here by then. */
  private static final long FRESH_MILLIS = 1_000;

  private final String nodeId;
  private final GenesisRecord genesis;
  private final NodeStore store;
  private final NodeShards shards;
  private final ShardGroups groups;

  NodeBackup(
      String nodeId,
      GenesisRecord genesis,
      NodeStore store,
      NodeShards shards,
      ShardGroups groups) {
    this.nodeId = nodeId;
    this.genesis = genesis;
    this.store = store;
    this.shards = shards;
    this.groups = groups;
  }

  /** Makes the backup, or says why there is none. */
  Reply to(Path folder) throws InterruptedException, ExecutionException {
    try {
      return made(folder);
    } catch (TimeoutException late) {
      return Reply.refused(503, late.getMessage());
    }
  }

  private Reply made(Path folder)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (Files.exists(folder)) {
      return Reply.refused(409, folder + " exists already and is never overwritten");
    }
    if (groups.statuses().isEmpty() || !shards.leaderless().isEmpty()) {
      return Reply.refused(
          503,
          "no leader is known for shards "
              + shards.leaderless()
              + ", so nobody can say what is committed: ask again when 'node status' is ready");
    }
    for (int shard : shards.shards()) {
      if (!store.history(shard).gaps().isEmpty()) {
        return Reply.refused(
            503, "this node is fetching history of shard " + shard + ": back up another, or wait");
      }
    }
    awaitFresh();
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Map<Integer, RecoveryPoint> points = consistentPoints();
      Optional<Backup> made = Backup.of(store, folder, nodeId, genesis, cuts(points));
      if (made.isPresent()) {
        return Reply.ok(describe(made.get()));
      }
    }
    return Reply.refused(503, "snapshots came in between each time: ask again");
  }

  /** Waits until what was committed when the backup was asked for is executed here. */
  private void awaitFresh() throws InterruptedException, TimeoutException {
    TimeUnit.MILLISECONDS.sleep(FRESH_MILLIS);
    for (GroupStatus status : groups.statuses()) {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(AGREE_SECONDS);
      while (applied(status.shard()) < status.commitIndex()) {
        if (System.nanoTime() > end) {
          throw new TimeoutException("shard " + status.shard() + " executes too slowly");
        }
        TimeUnit.MILLISECONDS.sleep(1);
      }
    }
  }

  private long applied(int shard) {
    return groups.statuses().stream()
        .filter(status -> status.shard() == shard)
        .mapToLong(GroupStatus::lastApplied)
        .findFirst()
        // Left this node: nothing of it to wait for.
        .orElse(Long.MAX_VALUE);
  }

  private Map<Integer, RecoveryPoint> consistentPoints()
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<Integer, RecoveryPoint> points = read(shards.shards());
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(AGREE_SECONDS);
    List<Integer> behind = behind(points);
    while (!behind.isEmpty()) {
      if (System.nanoTime() > end) {
        throw new TimeoutException(
            "shards " + behind + " here stay behind what others took from them: ask again");
      }
      points.putAll(read(behind));
      behind = behind(points);
    }
    return points;
  }

  private Map<Integer, RecoveryPoint> read(List<Integer> wanted)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<Integer, CompletableFuture<RecoveryPoint>> asked = new TreeMap<>();
    for (int shard : wanted) {
      CompletableFuture<RecoveryPoint> answer = new CompletableFuture<>();
      if (!shards.readPoint(shard, answer::complete)) {
        throw gone(shard);
      }
      asked.put(shard, answer);
    }
    Map<Integer, RecoveryPoint> points = new TreeMap<>();
    for (Map.Entry<Integer, CompletableFuture<RecoveryPoint>> answer : asked.entrySet()) {
      try {
        points.put(answer.getKey(), answer.getValue().get(READ_SECONDS, TimeUnit.SECONDS));
      } catch (TimeoutException late) {
        throw gone(answer.getKey());
      }
    }
    return points;
  }

  /** A node that leaves a group releases its shard at any moment. */
  private static TimeoutException gone(int shard) {
    return new TimeoutException(
        "shard " + shard + " left this node meanwhile, or does not answer: ask again");
  }

  /** The shards from which another one took more than they had sent when they were read. */
  static List<Integer> behind(Map<Integer, RecoveryPoint> points) {
    return points.values().stream()
        .filter(source -> points.values().stream().anyMatch(taker -> taker.isAheadOf(source)))
        .map(RecoveryPoint::shard)
        .toList();
  }

  private static Map<Integer, Backup.Cut> cuts(Map<Integer, RecoveryPoint> points) {
    Map<Integer, Backup.Cut> cuts = new TreeMap<>();
    points.forEach(
        (shard, point) ->
            cuts.put(shard, new Backup.Cut(point.index(), point.number(), point.timeMillis())));
    return cuts;
  }

  private static JsonObject describe(Backup backup) {
    JsonArray ends = new JsonArray();
    new TreeMap<>(backup.cuts())
        .forEach(
            (shard, cut) ->
                ends.add(
                    new JsonObject()
                        .put("shard", shard)
                        .put("index", cut.index())
                        .put("number", cut.number())
                        .put("ledger_time", Instant.ofEpochMilli(cut.timeMillis()).toString())));
    return new JsonObject()
        .put("folder", backup.folder().toString())
        .put("node", backup.node())
        .put("cluster", backup.record().clusterId().toString())
        .put("shards", ends);
  }
}
