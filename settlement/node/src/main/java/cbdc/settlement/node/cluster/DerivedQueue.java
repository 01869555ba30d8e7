package cbdc.settlement.node.cluster;

import cbdc.settlement.client.derived.DerivedMap;
import cbdc.settlement.client.derived.DerivedValue;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Derived values that wait to be published, by shard, in the order in which their keys first
 * changed. A newer value takes the place of the older one under its key and keeps its turn. Pure
 * state; callers lock.
 */
final class DerivedQueue {

  private final int entriesMax;
  private final Map<Integer, LinkedHashMap<Key, Waiting>> byShard = new TreeMap<>();
  private int size;

  /** Takes how many values may wait in all. */
  DerivedQueue(int entriesMax) {
    this.entriesMax = entriesMax;
  }

  record Key(DerivedMap map, Object key) {}

  /**
   * One value and since when its key waits.
   *
   * @param sinceMillis of a clock that never goes back
   */
  record Waiting(Key key, DerivedValue value, long sinceMillis) {}

  /** Adds a value, or returns false if it is older than the one waiting, or too many wait. */
  boolean offer(Waiting next) {
    LinkedHashMap<Key, Waiting> waiting =
        byShard.computeIfAbsent(next.value.getShard(), s -> new LinkedHashMap<>());
    Waiting before = waiting.get(next.key);
    boolean refused =
        before == null ? size >= entriesMax : before.value.getIndex() >= next.value.getIndex();
    if (refused) {
      return false;
    }
    waiting.put(
        next.key, before == null ? next : new Waiting(next.key, next.value, before.sinceMillis));
    size += before == null ? 1 : 0;
    return true;
  }

  /** Takes up to so many of the oldest values of every shard. */
  List<Waiting> take(int perShard) {
    List<Waiting> taken = new ArrayList<>();
    for (LinkedHashMap<Key, Waiting> waiting : byShard.values()) {
      Iterator<Waiting> oldest = waiting.values().iterator();
      for (int left = perShard; left > 0 && oldest.hasNext(); left--) {
        taken.add(oldest.next());
        oldest.remove();
        size--;
      }
    }
    return taken;
  }

  int size() {
    return size;
  }

  /** How long the oldest value has been waiting, in milliseconds; 0 when none waits. */
  long lagMillis(long nowMillis) {
    long oldest = nowMillis;
    for (LinkedHashMap<Key, Waiting> waiting : byShard.values()) {
      if (!waiting.isEmpty()) {
        oldest = Math.min(oldest, waiting.values().iterator().next().sinceMillis);
      }
    }
    return nowMillis - oldest;
  }
}
