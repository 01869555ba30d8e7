package cbdc.settlement.node.shard;

/** How the channels between two shards stand, as one of them sees it. */
public enum ChannelState {
  /** Money moves. */
  FLOWING,
  /**
   * This shard has stopped them, because what came contradicts what was there: it takes and sends
   * nothing until an operator resumes them.
   */
  STOPPED,
  /**
   * The other shard refuses what comes from here: payments wait in the outbox, and the courier asks
   * now and then.
   */
  REFUSED
}
