package cbdc.wallet.core;

/** What a line of a statement is about. */
public enum EntryKind {
  /** Money left for a payment. */
  PAID,
  /** Money came from a payment. */
  RECEIVED,
  /** A payment's money came back. */
  RETURNED,
  /** An amount was set aside. */
  HOLD_PLACED,
  /** A part of a hold was paid. */
  HOLD_CAPTURED,
  /** The rest of a hold is available again. */
  HOLD_RELEASED,
  /** The rest of a hold is available again, because its time was over. */
  HOLD_EXPIRED,
  /** Into the vault, by an issuer's order. */
  ISSUED,
  /** Out of the vault, by an issuer's order. */
  REDEEMED
}
