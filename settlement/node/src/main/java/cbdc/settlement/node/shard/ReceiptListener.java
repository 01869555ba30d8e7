package cbdc.settlement.node.shard;

import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;

/**
 * What the leader of a source shard wants to know of its channels. Called on the courier's thread.
 */
interface ReceiptListener {
  /** The payment with this id is final at the destination. */
  void completed(CommandId id, Outcome outcome);

  /**
   * The destination acknowledges up to a mark, having sent back up to a sequence, both committed.
   *
   * @param from node that says so
   */
  void acknowledged(String from, int destination, long mark, long sentBack);

  /** The destination refuses the channel. */
  void refused(int destination);

  /** The destination takes the channel that it had refused. */
  void takenAgain(int destination);
}
