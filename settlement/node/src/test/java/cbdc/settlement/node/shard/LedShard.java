package cbdc.settlement.node.shard;

import cbdc.protocol.Command;
import cbdc.protocol.wire.BatchAnswer;
import cbdc.protocol.wire.ClientId;
import cbdc.protocol.wire.CompletionsAnswer;
import cbdc.protocol.wire.CompletionsRequest;
import cbdc.settlement.node.core.ProposeOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A leader of shard 1 of three, with its courier, on a log that the test commits by hand. Shard 2
 * is led by {@link #PEER}; what goes there is kept.
 */
final class LedShard {
  static final int SHARD = 1;
  static final int REMOTE = 2;
  static final int TERM = 3;
  static final String SELF = "node-1";
  static final String PEER = "node-2";
  static final ClientId CLIENT = new ClientId(5, 6);

  final ExecutedShards shards = new ExecutedShards(3);
  final HandThread thread = new HandThread();
  final HandLog log = new HandLog(thread);
  final ExecutedState state = new ExecutedState(shards, SHARD);
  final List<BatchAnswer> answers = new ArrayList<>();
  final List<Shipment> shipments = new ArrayList<>();
  final List<Receipt> receipts = new ArrayList<>();
  final LeaderDirectory leaders = new LeaderDirectory(3, shard -> List.of(shard < 2 ? SELF : PEER));
  final CompletionStreams streams = new CompletionStreams(this::nanos);
  final Courier courier =
      new Courier(
          SELF,
          this::post,
          leaders,
          (from, source, destination, groups) -> false,
          thread,
          this::nanos,
          CourierBounds.DEFAULT);
  private long nanos;
  private long batches;

  LedShard() {
    leaders.heard(REMOTE, PEER, 1);
  }

  /** The one place that makes a leader. */
  ShardLeader lead(LeaderBounds bounds) {
    ShardLeader leader =
        new ShardLeader(
            SHARD,
            TERM,
            log,
            state,
            () -> ExecutedShards.START_MILLIS + TimeUnit.MINUTES.toMillis(1),
            this::nanos,
            bounds,
            courier,
            thread,
            streams,
            new ShardCounters());
    leader.begin();
    thread.run();
    return leader;
  }

  /** A client's batch, whose answer is kept. */
  ClientWork work(int bank, Command... commands) {
    return new ClientWork(
        CLIENT,
        ++batches,
        ExecutedShards.batch(SHARD, bank, commands),
        commands.length,
        answers::add);
  }

  /** Lets the log commit its first entry. */
  void commit() {
    AppliedBatch applied = state.apply(log.first(), TERM);
    log.decide(new ProposeOutcome.Committed(applied.index(), TERM));
    thread.run();
  }

  void passMillis(long millis) {
    nanos += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** Answers from the node that leads shard 2. */
  void receive(Receipt receipt) {
    courier.onReceipts(PEER, new CourierCodec().encodeReceipts(List.of(receipt)));
    thread.run();
  }

  /** What the client would read from its completion stream. */
  List<? extends CompletionsAnswer.Entry> completions() throws InterruptedException {
    return streams.read(new CompletionsRequest(CLIENT, 0, 0, 0)).take().entries();
  }

  private long nanos() {
    return nanos;
  }

  private void post(String nodeId, int kind, byte[] payload) {
    if (kind == PeerPost.SHIPMENTS) {
      shipments.addAll(CourierCodec.decodeShipments(payload));
    } else {
      receipts.addAll(CourierCodec.decodeReceipts(payload));
    }
  }
}
