package cbdc.settlement.node.cluster;

import cbdc.settlement.client.derived.BankTotals;
import cbdc.settlement.client.derived.DerivedMap;
import cbdc.settlement.client.derived.DerivedValue;
import cbdc.settlement.client.derived.LeaderHint;
import cbdc.settlement.client.derived.NodeStatus;
import cbdc.settlement.client.derived.ShardSupply;
import cbdc.settlement.node.cluster.DerivedQueue.Waiting;
import cbdc.settlement.node.core.DerivedSink;
import com.hazelcast.core.HazelcastInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes derived values into the Hazelcast maps, at most {@link #PER_SHARD_AND_TICK} per shard
 * and tick, oldest first. What cannot be published now is tried again; a value is never replaced by
 * an older one.
 */
public final class DerivedMaps implements DerivedSink, AutoCloseable {

  /** Values published per shard in one tick. */
  public static final int PER_SHARD_AND_TICK = 2_000;

  /** Time between ticks, in milliseconds. */
  public static final long TICK_MILLIS = 250;

  private static final Logger LOG = LoggerFactory.getLogger(DerivedMaps.class);
  private static final int WAITING_MAX = 200_000;
  private static final long TICK_TIMEOUT_MILLIS = 10_000;

  private final String nodeId;
  private final HazelcastInstance hazelcast;
  private final LongSupplier wallMillis;
  private final DerivedQueue queue = new DerivedQueue(WAITING_MAX);
  private final ScheduledExecutorService ticker;
  private final LongAdder published = new LongAdder();
  private final LongAdder stale = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final Future<?> ticking;
  private boolean failing;

  /**
   * Publishes on a thread of its own until closed.
   *
   * @param wallMillis wall clock in milliseconds, only to stamp node status
   */
  public DerivedMaps(String nodeId, ClusterMember member, LongSupplier wallMillis) {
    this.nodeId = nodeId;
    this.hazelcast = member.hazelcast();
    this.wallMillis = wallMillis;
    this.ticker =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "derived-maps-" + nodeId);
              thread.setDaemon(true);
              return thread;
            });
    // Fixed delay: a slow tick is followed by a pause, never by a burst.
    ticking =
        ticker.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void leader(int shard, long index, int term, String leader) {
    offer(DerivedMap.LEADERS, shard, new LeaderHint(shard, index, term, leader));
  }

  @Override
  public void supply(int shard, long index, SupplyFigures f) {
    offer(
        DerivedMap.SUPPLY,
        shard,
        new ShardSupply(
            shard,
            index,
            f.ledgerMillis(),
            f.issuedMinor(),
            f.redeemedMinor(),
            f.sentMinor(),
            f.receivedMinor(),
            f.chainHash()));
  }

  @Override
  public void bankTotals(int shard, long index, int bank, BankFigures f) {
    offer(
        DerivedMap.BANK_TOTALS,
        DerivedMap.bankKey(shard, bank),
        new BankTotals(
            shard,
            index,
            bank,
            f.accounts(),
            f.availableMinor(),
            f.heldMinor(),
            f.vaultMinor(),
            f.reserveMinor()));
  }

  @Override
  public void nodeStatus(String state, int groups, int leads) {
    offer(
        DerivedMap.NODES,
        nodeId,
        new NodeStatus(nodeId, wallMillis.getAsLong(), state, groups, leads));
  }

  private void offer(DerivedMap map, Object key, DerivedValue value) {
    Waiting waiting = new Waiting(new DerivedQueue.Key(map, key), value, monotonicMillis());
    synchronized (queue) {
      if (!queue.offer(waiting)) {
        stale.increment();
      }
    }
  }

  /**
   * Publishes the oldest values and waits for the cluster to take them, so that at most one tick is
   * under way.
   */
  void tick() {
    List<Waiting> batch;
    synchronized (queue) {
      batch = queue.take(PER_SHARD_AND_TICK);
    }
    List<CompletableFuture<Void>> running = new ArrayList<>(batch.size());
    for (Waiting waiting : batch) {
      running.add(publish(waiting));
    }
    try {
      CompletableFuture.allOf(running.toArray(CompletableFuture[]::new))
          .orTimeout(TICK_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
          .join();
      failing = false;
    } catch (RuntimeException e) {
      if (!failing) {
        failing = true;
        LOG.warn("derived maps of node {} lag: {}", nodeId, e.getMessage());
      }
    }
  }

  private CompletableFuture<Void> publish(Waiting waiting) {
    try {
      return hazelcast
          .<Object, DerivedValue>getMap(waiting.key().map().mapName())
          .submitToKey(waiting.key().key(), new PutIfNewer(waiting.value()))
          .toCompletableFuture()
          .handleAsync(
              (set, failure) -> taken(waiting, Boolean.TRUE.equals(set), failure), Runnable::run);
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(taken(waiting, false, e));
    }
  }

  private Void taken(Waiting waiting, boolean set, Throwable failure) {
    if (failure != null) {
      failed.increment();
      LOG.debug("derived value {} was not published", waiting.key(), failure);
      synchronized (queue) {
        // Refused if a newer one waits by now.
        queue.offer(waiting);
      }
    } else if (set) {
      published.increment();
    } else {
      stale.increment();
    }
    return null;
  }

  /**
   * What was published so far, and what waits.
   *
   * @param published values that the maps took
   * @param stale values dropped because a newer one was there
   * @param failed attempts that failed; the value is tried again
   * @param waiting values that wait
   * @param lagMillis how long the oldest has been waiting, in milliseconds
   */
  public record View(long published, long stale, long failed, int waiting, long lagMillis) {}

  /** Reads the counters. */
  public View view() {
    synchronized (queue) {
      return new View(
          published.sum(),
          stale.sum(),
          failed.sum(),
          queue.size(),
          queue.lagMillis(monotonicMillis()));
    }
  }

  private static long monotonicMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  /** Stops publishing; what waits is dropped. */
  @Override
  public void close() {
    ticking.cancel(true);
    ticker.shutdownNow();
  }
}
