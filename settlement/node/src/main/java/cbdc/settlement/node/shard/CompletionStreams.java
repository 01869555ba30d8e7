package cbdc.settlement.node.shard;

import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.wire.BatchAnswer;
import cbdc.protocol.wire.ClientId;
import cbdc.protocol.wire.CompletionsAnswer;
import cbdc.protocol.wire.CompletionsRequest;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One completion stream for each client that this node has heard of; streams without a reader are
 * dropped. Thread safe.
 */
public final class CompletionStreams {
  private static final int ENTRIES_MAX = 1 << 17;
  private static final int STREAMS_MAX = 1024;
  private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(2);

  private final ConcurrentHashMap<ClientId, CompletionStream> streams = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();
  private final LongSupplier nanoClock;

  /** Starts without streams. */
  public CompletionStreams(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Answers a reader, waiting as long as it allows for a first entry. */
  public CompletionsAnswer read(CompletionsRequest request) throws InterruptedException {
    return stream(request.client())
        .read(
            request.incarnation(),
            request.lastSequence(),
            request.maxWaitMillis(),
            nanoClock.getAsLong());
  }

  void finished(ClientId client, BatchAnswer answer) {
    stream(client).append(List.of(new CompletionsAnswer.BatchFinished(answer)));
  }

  void finished(ClientId client, int shard, CommandId id, Outcome outcome) {
    stream(client).append(List.of(new CompletionsAnswer.CommandFinished(shard, id, outcome)));
  }

  void finished(ClientId client, List<CompletionsAnswer.CommandFinished> completions) {
    stream(client).append(completions);
  }

  private CompletionStream stream(ClientId client) {
    CompletionStream known = streams.get(client);
    if (known != null) {
      return known;
    }
    if (streams.size() >= STREAMS_MAX) {
      dropIdle();
    }
    return streams.computeIfAbsent(
        client,
        c -> new CompletionStream(random.nextLong() | 1, ENTRIES_MAX, nanoClock.getAsLong()));
  }

  private void dropIdle() {
    long now = nanoClock.getAsLong();
    streams.values().removeIf(stream -> now - stream.lastReadNanos() > IDLE_NANOS);
  }
}
