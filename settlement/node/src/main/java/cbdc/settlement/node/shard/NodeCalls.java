package cbdc.settlement.node.shard;

import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.MalformedException;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.wire.CallKind;
import cbdc.protocol.wire.CompletionsAnswer;
import cbdc.protocol.wire.CompletionsRequest;
import cbdc.protocol.wire.FlushAnswer;
import cbdc.protocol.wire.FlushRequest;
import cbdc.protocol.wire.HintsAnswer;
import cbdc.protocol.wire.HintsRequest;
import cbdc.protocol.wire.ReadAnswer;
import cbdc.protocol.wire.ReadRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** What services may ask of this node: one service per kind of call. Any thread. */
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
   * Answers a call; waits for a commit on the calling thread.
   *
   * @throws MalformedException when the request is not of the protocol
   */
  public byte[] handle(byte kind, byte[] request) throws InterruptedException {
    return begin(kind, request).await();
  }

  /**
   * Begins to answer a call, without waiting.
   *
   * @throws MalformedException when the request is not of the protocol
   */
  public PendingAnswer<byte[]> begin(byte kind, byte[] request) {
    return switch (kind) {
      case CallKind.FLUSH -> flushes.flush(FlushRequest.decode(request)).map(FlushAnswer::encode);
      case CallKind.COMPLETIONS ->
          streams.read(CompletionsRequest.decode(request)).map(CompletionsAnswer::encode);
      case CallKind.READ -> reads.read(ReadRequest.decode(request)).map(ReadAnswer::encode);
      case CallKind.HINTS -> {
        HintsRequest.decode(request);
        yield PendingAnswer.of(hints().encode());
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
