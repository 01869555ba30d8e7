package cbdc.settlement.node.link;

/** The type byte of frames. Types below {@link #FIRST_APPLICATION} belong to the link itself. */
public final class FrameType {

  static final int HELLO = 1;
  static final int REFUSED = 2;
  static final int PING = 3;
  static final int REQUEST = 4;
  static final int ANSWER = 5;
  static final int DECLINED = 6;

  /** Lowest type that {@link NodeLink#on} and {@link NodeLink#send} accept. */
  public static final int FIRST_APPLICATION = 16;

  /** A Raft message: shard number (u32), then bytes of the Raft transport. */
  public static final int RAFT = 16;

  /** Channel groups on their way to the leader of another shard. */
  public static final int SHIPMENTS = 17;

  /** What became of shipments. */
  public static final int RECEIPTS = 18;

  /** A node's wall clock and the shards it leads. */
  public static final int PULSE = 19;

  /** What a replica's chain was at a disputed audit mark. */
  public static final int AUDIT_VOTE = 20;

  /** Highest type: it travels as one byte. */
  public static final int LAST = 255;

  private FrameType() {}
}
