package cbdc.settlement.ledger.state;

/** What an outgoing message stands for. The code is part of snapshots and never changes. */
public enum OutgoingKind {
  /** A payment; counts against the outbox limit. */
  TRANSFER(0),
  /** Part of a hold paid to another shard; counts against the outbox limit. */
  HOLD_CAPTURE(1),
  /** Money sent back. */
  RETURN(2),
  /** An order forwarded by shard 0. */
  ORDER(3),
  /** A forwarded order refused. */
  ORDER_REFUSAL(4);

  private static final OutgoingKind[] BY_CODE = {
    TRANSFER, HOLD_CAPTURE, RETURN, ORDER, ORDER_REFUSAL
  };

  private final int code;

  OutgoingKind(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /**
   * True for what the outbox limit bounds; the rest answers the other shard or is an order, and is
   * never held up.
   */
  public boolean isLimited() {
    return this == TRANSFER || this == HOLD_CAPTURE;
  }

  static OutgoingKind ofCode(int code) {
    return BY_CODE[code];
  }
}
