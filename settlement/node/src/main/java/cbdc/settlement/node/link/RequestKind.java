package cbdc.settlement.node.link;

/** The kind byte of requests on the link. */
public final class RequestKind {

  /** Genesis. */
  public static final int GENESIS = 1;

  /** A question of one shard's courier to another's. */
  public static final int COURIER = 2;

  /** Back-fill of history. */
  public static final int HISTORY = 3;

  /** A node that was added introduces itself. */
  public static final int JOIN = 4;

  /** First kind free for others. */
  public static final int FIRST_FREE = 16;

  private RequestKind() {}

  /** Whether this kind is allowed between nodes of which one has not completed genesis. */
  static boolean isBeforeMembership(int kind) {
    return kind == GENESIS || kind == JOIN;
  }
}
