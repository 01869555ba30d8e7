package cbdc.settlement.client;

/** Commands of one shard that travel together. */
final class Batch extends TimerWheel.Timed {
  final long number;
  final ShardLane lane;
  final NodePeer peer;
  final OpenCommand[] commands;

  /** Proposed by the node; its answer comes over the completion stream. */
  boolean later;

  boolean done;

  Batch(long number, ShardLane lane, NodePeer peer, OpenCommand[] commands) {
    this.number = number;
    this.lane = lane;
    this.peer = peer;
    this.commands = commands;
  }
}
