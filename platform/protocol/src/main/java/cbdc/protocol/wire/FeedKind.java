package cbdc.protocol.wire;

/**
 * What a {@link FeedRecord} tells. The code is its wire form and never changes.
 *
 * <p>Read from the first batch on and in order, a shard's feed gives the balance of each of the
 * bank's accounts in that shard at every batch. Behind each kind stands what it does; {@code A} is
 * the record's account, {@code C} its counter account, both only where they are the bank's own and
 * lie in this shard. The other half of what goes to another shard stands in that shard's feed.
 */
public enum FeedKind {
  /** Payer and payee in one shard: final. {@code A} -amount, {@code C} +amount. */
  PAID(1),
  /**
   * The payer is debited; {@link #SETTLED}, {@link #RETURNED} or {@link #TO_SUSPENSE} follows.
   * {@code A} -amount.
   */
  SENT(2),
  /** The payee is credited from another shard: final. {@code A} +amount. */
  RECEIVED(3),
  /** A payment or capture sent before is final. Moves nothing. */
  SETTLED(4),
  /**
   * A payment or capture sent before came back, for the reason in the code. {@code A} +amount, also
   * after a capture: the hold stays spent.
   */
  RETURNED(5),
  /** The amount of {@code A} goes from available to held, until it is captured or given back. */
  HOLD_PLACED(6),
  /**
   * A part of a hold was paid to a payee in the same shard: final. {@code A} held -amount, {@code
   * C} +amount. The hold ends when nothing is left of it.
   */
  HOLD_CAPTURED(7),
  /**
   * A part of a hold was paid to a payee in another shard; {@link #SETTLED}, {@link #RETURNED} or
   * {@link #TO_SUSPENSE} follows. {@code A} held -amount.
   */
  HOLD_CAPTURE_SENT(8),
  /** What is left of the hold goes back to available; it is not stated. */
  HOLD_RELEASED(9),
  /** What is left of the hold, the amount, goes back to available. */
  HOLD_EXPIRED(10),
  ACCOUNT_OPENED(11),
  CLASS_CHANGED(12),
  STATUS_CHANGED(13),
  OFFICIAL_STATUS_CHANGED(14),
  /** A command of the bank was refused, for the reason in the code, and its id is spent. */
  DECLINED(15),
  /** An id was asked for before it arrived, and never will be executed. */
  CANCELLED(16),
  /**
   * A payment or capture came back, for the reason in the code, to an account that is closed: the
   * money lies in suspense, and nothing else follows. {@code C} +amount.
   */
  TO_SUSPENSE(17),
  /** Vault ({@code A}) +amount, reserve -amount. */
  ISSUED(18),
  /** Vault ({@code A}) -amount, reserve +amount. */
  REDEEMED(19),
  /** Reserve ({@code A}) +amount. */
  RESERVE_CREDITED(20),
  /**
   * All that the suspense account had, which is not stated, went to the vault. {@code A} to zero;
   * {@code C} + all that in shard 0; from another shard {@link #RECEIVED} follows there, or {@link
   * #RETURNED} here, and no {@link #SETTLED}.
   */
  SUSPENSE_SWEPT(21),
  /** An order that is not one of the above was executed; the value is its bank. */
  ORDER_EXECUTED(22),
  /** An order went on to another shard; {@link #SETTLED} or {@link #RETURNED} follows. */
  ORDER_SENT(23);

  private static final FeedKind[] BY_CODE = new FeedKind[64];

  static {
    for (FeedKind kind : values()) {
      BY_CODE[kind.code] = kind;
    }
  }

  private final int code;

  FeedKind(int code) {
    this.code = code;
  }

  /** Wire code. */
  public int code() {
    return code;
  }

  /** The kind with this wire code, or null. */
  public static FeedKind ofCode(int code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
  }
}
