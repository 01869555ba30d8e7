package cbdc.settlement.node.shard;

import cbdc.protocol.BatchWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * The newest acknowledgement of each destination, waiting for an entry to ride on. One that runs
 * ahead of what this shard has received on the reverse channel waits longer. Confined to the
 * group's thread.
 */
final class Acknowledgements {
  private final Map<Integer, Waiting> byPeer = new TreeMap<>();

  private record Waiting(String from, long mark, long sentBack, long sinceNanos) {}

  /** An acknowledgement in an entry: of which shard, and which node brought it. */
  record Written(int peer, String from) {}

  /** Notes an acknowledgement; an older one of the same peer is replaced, a lower one ignored. */
  void offer(String from, int peer, long mark, long sentBack, long nowNanos) {
    byPeer.merge(
        peer,
        new Waiting(from, mark, sentBack, nowNanos),
        (old, news) ->
            news.mark() > old.mark()
                ? new Waiting(news.from(), news.mark(), news.sentBack(), old.sinceNanos())
                : old);
  }

  /**
   * Writes those that can be applied, and forgets them.
   *
   * @param receivedFrom mark of the reverse channel in committed state, by peer
   * @return those written, in their order
   */
  List<Written> writeTo(BatchWriter batch, IntToLongFunction receivedFrom) {
    List<Written> written = new ArrayList<>();
    byPeer
        .entrySet()
        .removeIf(
            entry -> {
              Waiting waiting = entry.getValue();
              if (waiting.sentBack() > receivedFrom.applyAsLong(entry.getKey())) {
                return false;
              }
              batch.acknowledgement(entry.getKey(), waiting.mark(), waiting.sentBack());
              written.add(new Written(entry.getKey(), waiting.from()));
              return true;
            });
    return written;
  }

  /** Drops what shards acknowledged of which nothing is believed any more. */
  void forgetIf(IntPredicate isStopped) {
    byPeer.keySet().removeIf(isStopped::test);
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
