package cbdc.settlement.client;

import java.util.ArrayList;
import java.util.List;

/**
 * What the client knows about one node: flushes on their way to it, and the completion stream from
 * it.
 */
final class NodePeer {
  final String nodeId;

  int flushesInFlight;

  /** The node said that it is full: nothing is sent to it before this time. */
  long notBefore;

  /** The next flush begins with this shard, which found no room in the last one; mostly 0. */
  int turn;

  /** Lanes that could be flushed to this node now; empty outside {@link Flusher#pump}. */
  final List<ShardLane> ready = new ArrayList<>();

  boolean polling;
  long pollNotBefore;
  int pollFailures;

  /** Pending commands and proposed batches whose end this node's stream will tell. */
  int expected;

  long incarnation;
  long lastSequence;

  NodePeer(String nodeId) {
    this.nodeId = nodeId;
  }
}
