package cbdc.settlement.client;

import cbdc.protocol.BatchReader;
import cbdc.protocol.Outcome;
import cbdc.protocol.wire.BatchAnswer;
import cbdc.protocol.wire.CallKind;
import cbdc.protocol.wire.CompletionsAnswer;
import cbdc.protocol.wire.FlushAnswer;
import cbdc.protocol.wire.FlushRequest;
import cbdc.protocol.wire.HintsAnswer;
import cbdc.protocol.wire.HintsAnswer.ShardHint;
import cbdc.settlement.client.transport.CallResult;
import cbdc.settlement.client.transport.NodeTransport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** One node, on a thread of its own, that answers everything with "settled" as soon as it can. */
final class InstantTransport implements NodeTransport {
  final AtomicLong flushes = new AtomicLong();
  final AtomicLong commands = new AtomicLong();
  private final int shardCount;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(r -> new Thread(r, "instant-node"));
  private final BatchReader reader = new BatchReader();

  InstantTransport(int shardCount) {
    this.shardCount = shardCount;
  }

  @Override
  public CompletionStage<CallResult> call(
      String nodeId, byte kind, byte[] request, long timeoutMillis) {
    CompletableFuture<CallResult> result = new CompletableFuture<>();
    thread.execute(() -> result.complete(new CallResult.Answered(answer(kind, request))));
    return result;
  }

  private byte[] answer(byte kind, byte[] request) {
    return switch (kind) {
      case CallKind.FLUSH -> flush(FlushRequest.decode(request)).encode();
      case CallKind.COMPLETIONS -> new CompletionsAnswer(1, 1, List.of()).encode();
      default -> {
        List<ShardHint> hints =
            Collections.nCopies(shardCount, new ShardHint("n1", 1, List.of("n1")));
        yield new HintsAnswer(1, 2, 120_000, System.currentTimeMillis(), hints).encode();
      }
    };
  }

  private FlushAnswer flush(FlushRequest request) {
    flushes.incrementAndGet();
    List<BatchAnswer> answers = new ArrayList<>();
    for (FlushRequest.ShardBatch batch : request.batches()) {
      int count = reader.wrapClientBatch(batch.encoded()).commandCount();
      commands.addAndGet(count);
      List<Outcome> outcomes = Collections.nCopies(count, Outcome.Settled.INSTANCE);
      answers.add(new BatchAnswer.Answered(batch.shard(), batch.batchNumber(), 1, 1, outcomes));
    }
    return new FlushAnswer(answers);
  }

  @Override
  public Set<String> nodes() {
    return Set.of("n1");
  }

  @Override
  public Registration listen(NodeListener listener) {
    return () -> {};
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
