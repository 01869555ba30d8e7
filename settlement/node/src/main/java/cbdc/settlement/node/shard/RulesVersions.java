package cbdc.settlement.node.shard;

import cbdc.protocol.MalformedException;
import cbdc.protocol.Order;
import cbdc.protocol.OrderCodec;
import cbdc.settlement.ledger.ShardLedger;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Which versions of the ledger's rules every node can execute, so that no order raises the rules
 * above what some program knows. Thread safe.
 *
 * <p>This is asked before an order is proposed and never inside {@code decide}. There the answer
 * would depend on the program: a replica with an old one would refuse what its peers accept, and go
 * on, wrongly. Once such an order is in the log, a replica that cannot follow it has to halt; so it
 * must not come into the log. What nodes say of themselves can only grow, unless somebody installs
 * an older program, and that one halts at its start.
 */
final class RulesVersions {
  private final String self;
  private final Supplier<Set<String>> holders;
  private final Map<String, Integer> heard = new ConcurrentHashMap<>();

  /**
   * Nothing is heard of the others yet.
   *
   * @param holders the nodes that hold shards now
   */
  RulesVersions(String self, Supplier<Set<String>> holders) {
    this.self = self;
    this.holders = holders;
  }

  /** A node said up to which version it can execute the rules. */
  void heard(String node, int versionMax) {
    heard.put(node, versionMax);
  }

  /** Newest version that every node can execute; 0 while some node has not been heard of. */
  int versionMax() {
    int max = ShardLedger.RULES_VERSION_MAX;
    for (String node : holders.get()) {
      max = node.equals(self) ? max : Math.min(max, heard.getOrDefault(node, 0));
    }
    return max;
  }

  /**
   * True when these are the bytes of an order that raises the rules above what every node knows.
   */
  boolean isBeyond(byte[] order) {
    try {
      return OrderCodec.decode(order) instanceof Order.RaiseRulesVersion raise
          && raise.rulesVersion() > versionMax();
    } catch (MalformedException ofNoProtocol) {
      // The ledger refuses it with a code of its own.
      return false;
    }
  }
}
