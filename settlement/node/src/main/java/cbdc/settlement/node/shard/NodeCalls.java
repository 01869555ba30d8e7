package cbdc.settlement.node.shard;

import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.MalformedException;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.wire.CallKind;
import cbdc.protocol.wire.CompletionsRequest;
import cbdc.protocol.wire.FlushRequest;
import cbdc.protocol.wire.HintsAnswer;
import cbdc.protocol.wire.HintsRequest;
import cbdc.protocol.wire.ReadRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What services may ask of this node: one method per kind of call. Any thread; may wait for a
 * commit.
 */
public final class NodeCalls {
  private final LedgerGenesis genesis;
  private final LeaderDirectory leaders;
  private final FlushService flushes;
  private final ReadService reads;
  private final CompletionStreams streams;
  private final LongSupplier wallMillis;

  NodeCalls(
      LedgerGenesis genesis,
      LeaderDirectory leaders,
      FlushService flushes,
      ReadService reads,
      CompletionStreams streams,
      LongSupplier wallMillis) {
    this.genesis = genesis;
    this.leaders = leaders;
    this.flushes = flushes;
    this.reads = reads;
    this.streams = streams;
    this.wallMillis = wallMillis;
  }

  /**
   * Answers a call.
   *
   * @throws MalformedException when the request is not of the protocol
   */
  public byte[] handle(byte kind, byte[] request) throws InterruptedException {
    return switch (kind) {
      case CallKind.FLUSH -> flushes.flush(FlushRequest.decode(request)).encode();
      case CallKind.COMPLETIONS -> streams.read(CompletionsRequest.decode(request)).encode();
      case CallKind.READ -> reads.read(ReadRequest.decode(request)).encode();
      case CallKind.HINTS -> {
        HintsRequest.decode(request);
        yield hints().encode();
      }
      default -> throw new MalformedException("unknown call kind " + kind);
    };
  }

  /** Commands refused with a code before they were proposed, since the start. */
  public long refused(RejectionCode code) {
    return flushes.refused(code);
  }

  private HintsAnswer hints() {
    List<HintsAnswer.ShardHint> hints = new ArrayList<>();
    for (int shard = 0; shard < leaders.shardCount(); shard++) {
      hints.add(
          new HintsAnswer.ShardHint(
              leaders.leader(shard).orElse(""), (int) leaders.term(shard), leaders.members(shard)));
    }
    return new HintsAnswer(
        genesis.clusterHigh(),
        genesis.clusterLow(),
        genesis.idWindowMillis(),
        wallMillis.getAsLong(),
        hints);
  }
}
