package cbdc.settlement.node.link;

/** Where a handler runs. */
public enum Dispatch {
  /**
   * On the link's handler executor, the frames of one connection one after another in the order
   * they were sent.
   */
  ORDERED,
  /** On the event loop itself: only for handlers that merely hand over, and never wait. */
  INLINE
}
