package cbdc.settlement.node.shard;

import java.util.Map;
import java.util.TreeMap;

/**
 * How far one replica of a shard had come at one moment: where a backup of it ends.
 *
 * @param shard the shard
 * @param index Raft index of the last entry executed
 * @param number its number in the shard's history
 * @param timeMillis ledger time of the last batch, Unix milliseconds
 * @param received highest sequence taken from each other shard
 * @param sent highest sequence sent to each other shard
 */
public record RecoveryPoint(
    int shard,
    long index,
    long number,
    long timeMillis,
    Map<Integer, Long> received,
    Map<Integer, Long> sent) {

  /** Copies the maps. */
  public RecoveryPoint {
    received = Map.copyOf(received);
    sent = Map.copyOf(sent);
  }

  /** Reads a replica, on its group's thread. */
  static RecoveryPoint of(int shard, int shardCount, ShardReplica replica) {
    Map<Integer, Long> received = new TreeMap<>();
    Map<Integer, Long> sent = new TreeMap<>();
    for (int peer = 0; peer < shardCount; peer++) {
      if (peer != shard) {
        received.put(peer, replica.receivedMark(peer));
        sent.put(peer, replica.lastSent(peer));
      }
    }
    return new RecoveryPoint(
        shard, replica.lastIndex(), replica.number(), replica.timeMillis(), received, sent);
  }

  /** Whether this replica took from a source what that one, at its own moment, had not sent. */
  public boolean isAheadOf(RecoveryPoint source) {
    return received.getOrDefault(source.shard(), 0L) > source.sent().getOrDefault(shard, 0L);
  }
}
