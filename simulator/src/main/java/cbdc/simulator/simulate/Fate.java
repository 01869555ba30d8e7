package cbdc.simulator.simulate;

import cbdc.protocol.Outcome;
import java.util.Set;
import java.util.TreeSet;

/** What the ledger did with one id. */
final class Fate {
  /** Where it was decided first. */
  final int shard;

  final long index;

  /** Whether it is an order, which may be carried to many shards. */
  final boolean order;

  /** As it stands now. */
  Outcome outcome;

  /** Where it ended: the payee's shard, once that has decided. */
  int endShard;

  long endIndex;

  /** Where an order of another shard was carried out. */
  final Set<Integer> carriedOut = new TreeSet<>();

  /** Whether another shard has credited it. */
  boolean credited;

  Fate(int shard, long index, Outcome outcome, boolean order) {
    this.shard = shard;
    this.index = index;
    this.outcome = outcome;
    this.order = order;
    this.endShard = shard;
    this.endIndex = index;
  }

  /** The payee's shard has decided. */
  void end(int atShard, long atIndex, Outcome end) {
    endShard = atShard;
    endIndex = atIndex;
    outcome = end;
  }

  @Override
  public String toString() {
    return outcome + " at index " + index + " of shard " + shard;
  }
}
