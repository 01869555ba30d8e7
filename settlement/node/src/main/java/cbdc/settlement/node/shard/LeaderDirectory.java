package cbdc.settlement.node.shard;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;

/**
 * Who leads which shard, as far as this node has heard; only ever a hint. News of a lower term
 * never replaces that of a higher one. Thread safe.
 */
public final class LeaderDirectory {
  private final AtomicReferenceArray<Known> leaders;
  private final IntFunction<List<String>> members;
  private final int shardCount;

  private record Known(String nodeId, long term) {}

  /**
   * Starts without knowing any leader.
   *
   * @param shardCount number of shards
   * @param members members of a shard that vote, as known now
   */
  public LeaderDirectory(int shardCount, IntFunction<List<String>> members) {
    this.members = members;
    this.shardCount = shardCount;
    this.leaders = new AtomicReferenceArray<>(shardCount);
  }

  /** Number of shards. */
  public int shardCount() {
    return shardCount;
  }

  /** Members of a shard that vote, as known now. */
  public List<String> members(int shard) {
    return members.apply(shard);
  }

  /** Notes that a node leads a shard in a term. */
  public void heard(int shard, String nodeId, long term) {
    leaders.accumulateAndGet(
        shard,
        new Known(nodeId, term),
        (old, news) -> old == null || news.term() >= old.term() ? news : old);
  }

  /**
   * Forgets a leader that answered it does not lead; what is heard later, of any term, counts
   * again.
   */
  public void notLeading(int shard, String nodeId) {
    leaders.updateAndGet(shard, old -> old != null && old.nodeId().equals(nodeId) ? null : old);
  }

  /** The probable leader. */
  public Optional<String> leader(int shard) {
    Known known = leaders.get(shard);
    return known == null ? Optional.empty() : Optional.of(known.nodeId());
  }

  /** Term in which {@link #leader} was heard of, 0 if unknown. */
  public long term(int shard) {
    Known known = leaders.get(shard);
    return known == null ? 0 : known.term();
  }
}
