package cbdc.protocol.wire;

/** What a {@link FeedRecord} tells. The code is its wire form and never changes. */
public enum FeedKind {
  /** Payer and payee in one shard: final. */
  PAID(1),
  /** The payer is debited; {@link #SETTLED} or {@link #RETURNED} follows. */
  SENT(2),
  /** The payee is credited from another shard: final. */
  RECEIVED(3),
  /** A payment sent before is final. */
  SETTLED(4),
  /** A payment sent before came back, for the reason in the code. */
  RETURNED(5),
  HOLD_PLACED(6),
  /** A part of a hold was paid to a payee in the same shard: final. */
  HOLD_CAPTURED(7),
  /**
   * A part of a hold was paid to a payee in another shard; {@link #SETTLED} or {@link #RETURNED}
   * follows.
   */
  HOLD_CAPTURE_SENT(8),
  HOLD_RELEASED(9),
  HOLD_EXPIRED(10),
  ACCOUNT_OPENED(11),
  CLASS_CHANGED(12),
  STATUS_CHANGED(13),
  OFFICIAL_STATUS_CHANGED(14),
  /** A command of the bank was refused, for the reason in the code, and its id is spent. */
  DECLINED(15),
  /** An id was asked for before it arrived, and never will be executed. */
  CANCELLED(16),
  /** Money that could not be booked to its account lies in suspense. */
  TO_SUSPENSE(17),
  ISSUED(18),
  REDEEMED(19),
  RESERVE_CREDITED(20),
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
