package cbdc.settlement.node.shard;

import cbdc.protocol.BatchWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * The newest acknowledgement of each destination, waiting for an entry to ride on. One that runs
 * ahead of what this shard has received on the reverse channel waits longer. Confined to the
 * group's thread.
 */
final class Acknowledgements {
  private final Map<Integer, Waiting> byPeer = new TreeMap<>();

  private record Waiting(long mark, long sentBack, long sinceNanos) {}

  /** Notes an acknowledgement; an older one of the same peer is replaced, a lower one ignored. */
  void offer(int peer, long mark, long sentBack, long nowNanos) {
    byPeer.merge(
        peer,
        new Waiting(mark, sentBack, nowNanos),
        (old, news) ->
            news.mark() > old.mark()
                ? new Waiting(news.mark(), news.sentBack(), old.sinceNanos())
                : old);
  }

  /**
   * Writes those that can be applied, and forgets them.
   *
   * @param receivedFrom mark of the reverse channel in committed state, by peer
   */
  void writeTo(BatchWriter batch, IntToLongFunction receivedFrom) {
    byPeer
        .entrySet()
        .removeIf(
            entry -> {
              Waiting waiting = entry.getValue();
              if (waiting.sentBack() > receivedFrom.applyAsLong(entry.getKey())) {
                return false;
              }
              batch.acknowledgement(entry.getKey(), waiting.mark(), waiting.sentBack());
              return true;
            });
  }

  /** True when one has waited long enough to cause an entry of its own. */
  boolean isDue(long nowNanos, long afterNanos, IntToLongFunction receivedFrom) {
    return byPeer.entrySet().stream()
        .anyMatch(
            entry ->
                nowNanos - entry.getValue().sinceNanos() >= afterNanos
                    && entry.getValue().sentBack() <= receivedFrom.applyAsLong(entry.getKey()));
  }

  /** Peers whose acknowledgement waits. */
  IntStream peers() {
    return byPeer.keySet().stream().mapToInt(Integer::intValue);
  }
}
