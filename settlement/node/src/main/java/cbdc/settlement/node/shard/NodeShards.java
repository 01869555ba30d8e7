package cbdc.settlement.node.shard;

import cbdc.protocol.ChannelGroup;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.PublicKey;
import cbdc.settlement.ledger.LedgerBounds;
import cbdc.settlement.ledger.ShardLedger;
import cbdc.settlement.ledger.SignatureVerifier;
import cbdc.settlement.ledger.state.StateBounds;
import cbdc.settlement.ledger.state.Totals;
import cbdc.settlement.node.core.ReplicatedLog;
import cbdc.settlement.node.core.ShardStateMachine;
import cbdc.settlement.node.member.ClusterMembers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All shards of this node, and what they share: the courier, the clock, the directory of leaders,
 * the clients' streams. The node gives it a log for each shard and carries its messages.
 */
public final class NodeShards implements Shards {
  private static final Logger LOG = LoggerFactory.getLogger(NodeShards.class);

  private final Parts parts;
  private final LeaderDirectory leaders;
  private final NodeClock clock;
  private final RulesVersions rulesVersions;
  private final CompletionStreams streams;
  private final KeySignatures signatures;
  private final Courier courier;
  private final ClusterMembers cluster;
  private final IntFunction<History> historyOf;
  private final Map<Integer, ShardHost> hosts = new ConcurrentSkipListMap<>();
  private final Map<Integer, ShardCounters> counters = new ConcurrentSkipListMap<>();
  private final Map<Integer, History> histories = new ConcurrentSkipListMap<>();
  private final Set<String> stoppingPeers = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;
  private final HistoryBackfill backfill;
  private final NodeCalls calls;

  /**
   * What the node provides.
   *
   * @param self this node's id
   * @param genesis what the ledgers start from
   * @param signatures checks what is signed
   * @param cluster which nodes hold which shard, as known now
   * @param stateBounds sizes of the ledger's tables, the same on all nodes
   * @param leaderBounds bounds of proposing
   * @param courierBounds bounds of carrying
   * @param post sends to other nodes
   * @param historyAsking asks other nodes for history
   * @param reachable whether a node can be asked now
   * @param courierThread runs the courier's work one at a time, in order
   * @param wallMillis wall clock
   * @param nanoClock monotonic clock
   * @param storageLow whether new commands are to be refused for want of disk
   */
  public record Parts(
      String self,
      LedgerGenesis genesis,
      KeySignatures signatures,
      ClusterMembers cluster,
      StateBounds stateBounds,
      LeaderBounds leaderBounds,
      CourierBounds courierBounds,
      PeerPost post,
      HistoryBackfill.Asking historyAsking,
      Predicate<String> reachable,
      Executor courierThread,
      LongSupplier wallMillis,
      LongSupplier nanoClock,
      BooleanSupplier storageLow) {}

  /**
   * Holds no shard yet.
   *
   * @param historyOf the history of a shard in this node's store
   */
  public NodeShards(Parts parts, IntFunction<History> historyOf) {
    this.parts = parts;
    this.signatures = parts.signatures();
    this.cluster = parts.cluster();
    this.historyOf = historyOf;
    this.leaders = new LeaderDirectory(cluster.shardCount(), cluster::voters);
    this.clock = new NodeClock(parts.self(), parts.wallMillis(), parts.nanoClock());
    this.rulesVersions = new RulesVersions(parts.self(), cluster::holders);
    this.streams = new CompletionStreams(parts.nanoClock());
    this.courier =
        new Courier(
            parts.self(),
            parts.post(),
            leaders,
            this::deliver,
            parts.courierThread(),
            parts.nanoClock(),
            parts.courierBounds());
    LedgerGenesis genesis = parts.genesis();
    this.backfill = new HistoryBackfill(parts.self(), parts.historyAsking(), parts.reachable());
    FlushService flushes =
        new FlushService(
            genesis.clusterHigh(),
            genesis.clusterLow(),
            this,
            leaders,
            signatures,
            streams,
            new OrderGate(rulesVersions, cluster::roster),
            parts.storageLow());
    ReadService reads =
        new ReadService(
            genesis.clusterHigh(),
            genesis.clusterLow(),
            parts.self(),
            this,
            leaders,
            signatures,
            parts.wallMillis(),
            rulesVersions::versionMax,
            histories::get);
    this.calls = new NodeCalls(genesis, leaders, flushes, reads, streams, parts.wallMillis());
  }

  /** From now on this node holds a shard. */
  public void hold(int shard) {
    History history = historyOf.apply(shard);
    counters.putIfAbsent(shard, new ShardCounters());
    histories.put(shard, history);
    backfill.add(
        shard,
        () -> cluster.members(shard),
        history,
        Totals.initialChainHash(parts.genesis(), shard));
    hosts.put(shard, new ShardHost(shard, parts.self(), leaders, this::lead));
  }

  /** This node no longer holds a shard, whose group has stopped here. */
  public void release(int shard) {
    hosts.remove(shard);
    histories.remove(shard);
    backfill.remove(shard);
  }

  /** The shards that this node holds, ascending. */
  public List<Integer> shards() {
    return List.copyOf(hosts.keySet());
  }

  /** A state machine for a shard's group; one for each start of the group. */
  public ShardStateMachine machine(int shard) {
    ShardHost host = hosts.get(shard);
    ShardReplica replica =
        new ShardReplica(
            parts.genesis(),
            shard,
            parts.stateBounds(),
            LedgerBounds.DEFAULT,
            new LedgerSignatures(signatures),
            histories.get(shard),
            counters.get(shard),
            new ChainAudit(
                shard,
                parts.self(),
                () -> cluster.members(shard),
                (member, vote) -> parts.post().send(member, PeerPost.AUDIT_VOTE, vote.encode())),
            host::onApplied);
    host.use(replica);
    return replica;
  }

  /** Gives a shard its log, before the group starts. */
  public void connect(int shard, ReplicatedLog log) {
    hosts.get(shard).use(log);
    log.addRoleListener(hosts.get(shard));
  }

  /** Answers services. */
  public NodeCalls calls() {
    return calls;
  }

  /** Carries groups between shards. */
  public Courier courier() {
    return courier;
  }

  /** Fetches history that came as a snapshot. */
  public HistoryBackfill backfill() {
    return backfill;
  }

  /** This node's clock and what others say of theirs. */
  public NodeClock clock() {
    return clock;
  }

  /** Who leads which shard, as far as heard. */
  public LeaderDirectory leaders() {
    return leaders;
  }

  /** What a shard counts here. */
  public ShardCounters counters(int shard) {
    return counters.get(shard);
  }

  /** A shard's host. */
  @Override
  public Optional<ShardHost> host(int shard) {
    return Optional.ofNullable(hosts.get(shard));
  }

  @Override
  public int count() {
    return cluster.shardCount();
  }

  /** From now on the other nodes are told not to hand leadership to this one. */
  public void beginStop() {
    LOG.info("node {} takes no leadership from now on, and gives away what it has", parts.self());
    stopping = true;
  }

  /** This node may lead again. */
  public void endStop() {
    LOG.info("node {} may lead again", parts.self());
    stopping = false;
  }

  /** Whether this node hands leadership over and takes none. */
  public boolean isStopping() {
    return stopping;
  }

  /**
   * Reads how far a shard's replica here has come, on the shard's thread.
   *
   * @param then called on that thread; is not called if the group has stopped
   * @return false if this node does not hold the shard, or not any more
   */
  public boolean readPoint(int shard, Consumer<RecoveryPoint> then) {
    ShardHost host = hosts.get(shard);
    if (host == null) {
      return false;
    }
    host.log().execute(() -> then.accept(RecoveryPoint.of(shard, count(), host.replica())));
    return true;
  }

  /** Nodes that said they are stopping: they take no leadership. */
  public Set<String> stoppingPeers() {
    return Set.copyOf(stoppingPeers);
  }

  /**
   * Reads what every bank has in a shard that this node leads, on the shard's thread; nothing is
   * read where it does not lead.
   */
  public void readBanks(int shard, Consumer<BankReading> then) {
    host(shard)
        .filter(ShardHost::isLeading)
        .ifPresent(
            host ->
                host.log()
                    .execute(
                        () -> {
                          ShardReplica replica = host.replica();
                          then.accept(BankReading.of(replica.view(), replica.lastIndex()));
                        }));
  }

  /** What to tell the other nodes now. */
  public Pulse pulse() {
    Map<Integer, Integer> leading = new TreeMap<>();
    hosts.forEach(
        (shard, host) -> host.leader().ifPresent(leader -> leading.put(shard, leader.term())));
    return new Pulse(
        clock.wallMillis(), ShardLedger.RULES_VERSION_MAX, stopping, leading, cluster.news());
  }

  /** Another node's pulse. */
  public void onPulse(String peer, Pulse pulse) {
    if (pulse.isStopping()) {
      stoppingPeers.add(peer);
    } else {
      stoppingPeers.remove(peer);
    }
    clock.heard(peer, pulse.wallMillis());
    rulesVersions.heard(peer, pulse.rulesVersionMax());
    cluster.learn(pulse.news());
    pulse
        .leading()
        .forEach(
            (shard, term) -> {
              if (shard < cluster.shardCount()) {
                leaders.heard(shard, peer, term);
              }
            });
  }

  /**
   * Lets time-driven work go on: resending, due acknowledgements, holds that ended. Every few tens
   * of milliseconds.
   */
  public void tick() {
    courier.tick();
    hosts.values().forEach(host -> host.leader().ifPresent(ShardLeader::tick));
  }

  /**
   * Lets the cluster know the changes of nodes that the shards' states hold. About every second.
   */
  public void learnNodeChanges() {
    hosts.values().stream()
        .filter(ShardHost::isConnected)
        .forEach(host -> cluster.learn(host.replica().nodeChanges()));
  }

  /** Another node's vote on a disputed audit mark. */
  public void onAuditVote(String peer, byte[] bytes) {
    AuditVote vote = AuditVote.decode(bytes);
    host(vote.shard())
        .filter(ShardHost::isConnected)
        .ifPresent(host -> host.log().execute(() -> host.replica().audit().vote(peer, vote)));
  }

  /** Asks again for votes that are missing. About every second. */
  public void askVotesAgain() {
    hosts.values().stream()
        .filter(ShardHost::isConnected)
        .filter(host -> host.replica().audit().isDisputed())
        .forEach(host -> host.log().execute(() -> host.replica().audit().askAgain()));
  }

  /** Audit marks that agreed with the chains here, since the start. */
  public long agreedMarks() {
    return audits().mapToLong(ChainAudit::agreedMarks).sum();
  }

  /** Shards whose chain here differs from an audit mark and that wait for votes. */
  public long disputedMarks() {
    return audits().filter(ChainAudit::isDisputed).count();
  }

  private Stream<ChainAudit> audits() {
    return hosts.values().stream()
        .filter(ShardHost::isConnected)
        .map(host -> host.replica().audit());
  }

  /** Lets the clock raise its alarm. About every second. */
  public void watchClock() {
    clock.watch(leading().stream().map(cluster::voters).toList());
  }

  /**
   * Latest stamp in the histories of shards that have no other member, to the second; empty if
   * there is none. Reads the disk.
   */
  public Optional<Instant> lastLoneStamp() {
    return hosts.keySet().stream()
        .filter(shard -> cluster.voters(shard).size() == 1)
        .flatMap(shard -> LoneClock.lastStamp(histories.get(shard)).stream())
        .max(Comparator.naturalOrder());
  }

  /** Shards that this node leads, ascending. */
  public List<Integer> leading() {
    List<Integer> leading = new ArrayList<>();
    hosts.forEach(
        (shard, host) -> {
          if (host.isLeading()) {
            leading.add(shard);
          }
        });
    return leading;
  }

  /** Shards of this node that nobody is known to lead. */
  public List<Integer> leaderless() {
    return hosts.values().stream()
        .filter(host -> !host.isLeaderKnown())
        .map(ShardHost::shard)
        .toList();
  }

  private boolean deliver(String from, int source, int destination, List<ChannelGroup> groups) {
    if (source >= cluster.shardCount() || source == destination) {
      LOG.warn(
          "a shipment of node {} from shard {} to shard {} is dropped", from, source, destination);
      return true;
    }
    Optional<ShardLeader> leader = host(destination).flatMap(ShardHost::leader);
    leader.ifPresent(l -> l.offer(from, source, groups));
    return leader.isPresent();
  }

  private ShardLeader lead(int shard, int term, ReplicatedLog log, ShardReplica replica) {
    return new ShardLeader(
        shard,
        term,
        log,
        replica,
        clock.forShard(() -> cluster.voters(shard), replica.timeMillis()),
        parts.nanoClock(),
        parts.leaderBounds(),
        courier,
        parts.courierThread(),
        streams,
        counters.get(shard));
  }

  /** The ledger's port to signatures. */
  private record LedgerSignatures(KeySignatures signatures) implements SignatureVerifier {
    @Override
    public boolean verify(PublicKey key, byte[] message, byte[] signature) {
      return signatures.verifyFlush(key, message, signature);
    }

    @Override
    public boolean verifyOrder(PublicKey key, byte[] order, byte[] signature) {
      return signatures.verifyOrder(key, order, signature);
    }
  }
}
