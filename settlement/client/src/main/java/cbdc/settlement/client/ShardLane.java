package cbdc.settlement.client;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;

/** What waits for one shard, and where the shard is thought to be led. */
final class ShardLane {
  final int shard;

  /** In the order in which they will be sent; done ones are skipped. */
  final ArrayDeque<OpenCommand> queue = new ArrayDeque<>();

  /** The batch on its way: one at a time, so that commands are proposed in their order. */
  Batch sent;

  /** Proposed batches without an answer. */
  int later;

  long notBefore;
  int failures;
  boolean searching;

  /** Node id of the leader, empty while unknown. */
  String leader = "";

  /** The leader known last, also while it is in doubt. */
  String lastLeader = "";

  int term;
  List<String> members = List.of();
  private int turn;

  ShardLane(int shard) {
    this.shard = shard;
  }

  /** The next command to send, or null; drops what is done from the front of the queue. */
  OpenCommand peek() {
    OpenCommand first = queue.peekFirst();
    while (first != null && first.stage != OpenCommand.Stage.QUEUED) {
      queue.pollFirst();
      first = queue.peekFirst();
    }
    return first;
  }

  boolean isReady(long now, int laterMax) {
    return sent == null && later < laterMax && now >= notBefore && peek() != null;
  }

  /** The node to ask next, or null when no member is in the cluster. */
  String target(Set<String> nodes) {
    if (!leader.isEmpty() && nodes.contains(leader)) {
      return leader;
    }
    for (int i = 0; i < members.size(); i++) {
      String member = members.get((turn + i) % members.size());
      if (nodes.contains(member)) {
        return member;
      }
    }
    return null;
  }

  /** This node did not answer as a leader would: ask the member after it. */
  void suspect(String nodeId) {
    if (leader.equals(nodeId)) {
      leader = "";
    }
    int at = members.indexOf(nodeId);
    if (at >= 0) {
      turn = (at + 1) % members.size();
    }
  }

  /** A leader by hint; true when it is another one than was known last. */
  boolean follow(String nodeId, int hintTerm) {
    if (nodeId.isEmpty() || hintTerm < term) {
      return false;
    }
    term = hintTerm;
    leader = nodeId;
    boolean changed = !lastLeader.isEmpty() && !lastLeader.equals(nodeId);
    lastLeader = nodeId;
    return changed;
  }
}
