package cbdc.settlement.node.app;

import cbdc.protocol.RejectionCode;
import cbdc.settlement.node.cluster.DerivedMaps;
import cbdc.settlement.node.core.GroupStatus;
import cbdc.settlement.node.core.MembershipChange;
import cbdc.settlement.node.member.MembershipKeeper;
import cbdc.settlement.node.shard.ChannelState;
import cbdc.settlement.node.shard.NodeClock;
import cbdc.settlement.node.shard.NodeShards;
import cbdc.settlement.node.shard.ShardCounters;
import cbdc.settlement.node.shard.ShardHost;
import cbdc.settlement.node.store.NodeStore;
import cbdc.settlement.node.store.StorageLevel;
import cbdc.settlement.node.store.StoreMetrics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToLongFunction;

/**
 * Gives the node's counters to Micrometer. Nothing is counted here: every meter reads a counter
 * that the parts keep anyway. Tags come from enums only.
 */
record NodeMetrics(
    MeterRegistry registry,
    NodeShards shards,
    ShardGroups groups,
    NodeStore store,
    DerivedMaps derived,
    MembershipKeeper keeper) {
  private static final String COMMANDS = "cbdc.node.commands";
  private static final double[] QUANTILES = {0.5, 0.99, 0.999};

  /** Registers all meters. */
  void bind() {
    commands();
    batches();
    sync();
    raft();
    members();
    channels();
    transitions();
    supply();
    publishing();
  }

  private void members() {
    for (MembershipChange.Kind kind : MembershipChange.Kind.values()) {
      FunctionCounter.builder("cbdc.node.membership.steps", keeper, k -> k.steps(kind))
          .tag("kind", kind.name())
          .description("changes of a group's members that were committed through this node")
          .register(registry);
    }
    FunctionCounter.builder("cbdc.node.membership.handovers", keeper, k -> k.handOvers())
        .description("shards that this node gave up leading because it is to go")
        .register(registry);
    FunctionCounter.builder("cbdc.node.membership.failures", keeper, k -> k.failures())
        .description("steps of membership that came to nothing and were tried again")
        .register(registry);
    Gauge.builder("cbdc.node.membership.unsettled", keeper, k -> k.unsettled())
        .description("shards led here whose members are not yet as ordered")
        .register(registry);
  }

  private void commands() {
    outcome("settled", ShardCounters::settled);
    outcome("pending", ShardCounters::pending);
    outcome("returned", ShardCounters::returned);
    outcome("cancelled", ShardCounters::cancelled);
    outcome("duplicate", ShardCounters::duplicates);
    for (RejectionCode code : RejectionCode.values()) {
      FunctionCounter.builder(
              COMMANDS, shards, s -> sum(c -> c.rejected(code)) + s.calls().refused(code))
          .tag("outcome", "rejected")
          .tag("code", code.name())
          .description("commands answered by shards led here, or refused before")
          .register(registry);
    }
  }

  private void outcome(String name, ToLongFunction<ShardCounters> count) {
    FunctionCounter.builder(COMMANDS, shards, s -> sum(count))
        .tag("outcome", name)
        .tag("code", "")
        .description("commands answered by shards led here, or refused before")
        .register(registry);
  }

  private void batches() {
    counter("cbdc.node.entries", "entries executed by replicas here", ShardCounters::entries);
    counter(
        "cbdc.node.batches",
        "entries with client commands proposed here",
        ShardCounters::clientEntries);
    counter(
        "cbdc.node.batch.commands",
        "client commands in those entries",
        ShardCounters::clientCommands);
  }

  private void counter(String name, String description, ToLongFunction<ShardCounters> count) {
    FunctionCounter.builder(name, shards, s -> sum(count))
        .description(description)
        .register(registry);
  }

  private void sync() {
    StoreMetrics metrics = store.metrics();
    FunctionCounter.builder("cbdc.node.syncs", metrics, StoreMetrics::syncs)
        .description("syncs of the write-ahead log")
        .register(registry);
    FunctionCounter.builder("cbdc.node.log.entries", metrics, StoreMetrics::logEntries)
        .description("Raft log entries made durable")
        .register(registry);
    FunctionCounter.builder("cbdc.node.log.bytes", metrics, StoreMetrics::loggedBytes)
        .baseUnit("bytes")
        .description("bytes written through the write-ahead log")
        .register(registry);
    for (double quantile : QUANTILES) {
      String tag = String.format(Locale.ROOT, "%s", quantile);
      Gauge.builder("cbdc.node.sync.duration", metrics, m -> seconds(m, quantile))
          .tag("quantile", tag)
          .baseUnit("seconds")
          .description("time of a synced write since the start")
          .register(registry);
      Gauge.builder(
              "cbdc.node.sync.entries",
              metrics,
              m -> StoreMetrics.quantile(m.entriesPerSyncHistogram(), quantile))
          .tag("quantile", tag)
          .description("log entries that share one sync")
          .register(registry);
    }
    Gauge.builder(
            "cbdc.node.storage.low", store, s -> s.storageLevel() == StorageLevel.ENOUGH ? 0 : 1)
        .description("1 when new commands are refused for want of disk")
        .register(registry);
  }

  private static double seconds(StoreMetrics metrics, double quantile) {
    return StoreMetrics.quantile(metrics.syncNanosHistogram(), quantile) / 1e9;
  }

  private void raft() {
    Gauge.builder("cbdc.node.leaders", shards, s -> s.leading().size())
        .description("shards led here")
        .register(registry);
    Gauge.builder("cbdc.node.leaderless", shards, s -> s.leaderless().size())
        .description("shards of this node without a known leader")
        .register(registry);
    Gauge.builder(
            "cbdc.node.commit.lag",
            groups,
            g -> largest(g, s -> s.lastLogIndex() - s.commitIndex()))
        .baseUnit("entries")
        .description("largest distance from log end to commit over the groups")
        .register(registry);
    Gauge.builder(
            "cbdc.node.apply.lag", groups, g -> largest(g, s -> s.commitIndex() - s.lastApplied()))
        .baseUnit("entries")
        .description("largest distance from commit to apply over the groups")
        .register(registry);
    Gauge.builder(
            "cbdc.node.outbox.transfers", shards, s -> sum(c -> c.standing().outboxTransfers()))
        .description("transfers that the other shard has not acknowledged")
        .register(registry);
    Gauge.builder("cbdc.node.clock.in.doubt", shards, s -> s.clock().isInDoubt() ? 1 : 0)
        .description("1 while no majority confirms this node's wall clock")
        .register(registry);
    FunctionCounter.builder("cbdc.node.audit.marks", shards, s -> s.agreedMarks())
        .description("audit marks that agreed with the chain here")
        .register(registry);
    Gauge.builder("cbdc.node.audit.disputed", shards, s -> s.disputedMarks())
        .description("shards that wait for votes because a mark differed from the chain here")
        .register(registry);
    FunctionCounter.builder("cbdc.node.history.filled", shards, s -> s.backfill().filled())
        .baseUnit("records")
        .description("history records fetched from other nodes")
        .register(registry);
    Gauge.builder("cbdc.node.history.lacking", shards, s -> s.backfill().lacking())
        .baseUnit("records")
        .description("history records that came as a snapshot and are still to be fetched")
        .register(registry);
  }

  private void channels() {
    Gauge.builder(
            "cbdc.node.channels.stopped", shards, s -> sum(c -> c.channels().stopped().size()))
        .description("channels that a shard held here has stopped; an operator has to look")
        .register(registry);
    Gauge.builder(
            "cbdc.node.channels.refused", shards, s -> sum(c -> c.channels().refusedBy().size()))
        .description("channels from shards led here that their destination refuses")
        .register(registry);
    counter(
        "cbdc.node.snapshots.installed",
        "snapshots that took the place of a shard's state here",
        ShardCounters::snapshotsInstalled);
  }

  private void transitions() {
    transitions(
        "channel",
        ChannelState.values(),
        (from, to) -> sum(c -> c.channels().transitions().made(from, to)));
    transitions(
        "part",
        ShardHost.Part.values(),
        (from, to) ->
            shards.shards().stream()
                .flatMap(shard -> shards.host(shard).stream())
                .mapToLong(host -> host.transitions().made(from, to))
                .sum());
    transitions(
        "clock",
        NodeClock.Trust.values(),
        (from, to) -> shards.clock().transitions().made(from, to));
    transitions(
        "storage", StorageLevel.values(), (from, to) -> store.storageTransitions().made(from, to));
  }

  private <S extends Enum<S>> void transitions(
      String of, S[] states, ToDoubleBiFunction<S, S> made) {
    for (S from : states) {
      for (S to : states) {
        if (from != to) {
          // Micrometer would let go of anything that nobody else holds.
          FunctionCounter.builder(
                  "cbdc.node.transitions", shards, unused -> made.applyAsDouble(from, to))
              .tag("of", of)
              .tag("from", from.name())
              .tag("to", to.name())
              .description("how often it went from one state to another; the log says why")
              .register(registry);
        }
      }
    }
  }

  private void supply() {
    money("issued", ShardCounters.Standing::issued);
    money("redeemed", ShardCounters.Standing::redeemed);
    money("circulating", ShardCounters.Standing::circulating);
    money("sent", ShardCounters.Standing::sent);
    money("received", ShardCounters.Standing::received);
  }

  private void money(String kind, ToLongFunction<ShardCounters.Standing> amount) {
    Gauge.builder("cbdc.node.supply", shards, s -> sum(c -> amount.applyAsLong(c.standing())))
        .tag("kind", kind)
        .baseUnit("minor")
        .description("control totals of the shards held here, minor units")
        .register(registry);
  }

  private void publishing() {
    Gauge.builder("cbdc.node.derived.lag", derived, d -> d.view().lagMillis() / 1e3)
        .baseUnit("seconds")
        .description("how long the oldest derived value has waited to be published")
        .register(registry);
    Gauge.builder("cbdc.node.derived.waiting", derived, d -> d.view().waiting())
        .baseUnit("values")
        .description("derived values that wait to be published")
        .register(registry);
    FunctionCounter.builder("cbdc.node.derived.failed", derived, d -> d.view().failed())
        .baseUnit("attempts")
        .description("attempts to publish a derived value that failed; it is tried again")
        .register(registry);
  }

  private double sum(ToLongFunction<ShardCounters> count) {
    long sum = 0;
    for (int shard : shards.shards()) {
      sum += count.applyAsLong(shards.counters(shard));
    }
    return sum;
  }

  private static double largest(ShardGroups groups, ToLongFunction<GroupStatus> distance) {
    return groups.statuses().stream().mapToLong(distance).max().orElse(0);
  }
}
