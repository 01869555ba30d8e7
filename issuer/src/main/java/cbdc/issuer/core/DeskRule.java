package cbdc.issuer.core;

/**
 * Why the issuer itself refuses to do something with an order, before the ledger is asked. Names
 * are stable: they stand in JSON.
 */
public enum DeskRule {
  /** The content breaks a rule of its kind. */
  CONTENT_INVALID,
  /** The book has no such order. */
  ORDER_UNKNOWN,
  /** The book's record, the order's bytes and the signatures do not fit together. */
  ORDER_ALTERED,
  /** The order was made for another cluster. */
  FOREIGN_CLUSTER,
  /** The order is in a state in which this cannot be done. */
  STATE_NOT_ALLOWED,
  /** The last valid day has passed. */
  EXPIRED,
  /** The key is none of the issuer's. */
  KEY_NOT_THE_ISSUERS,
  /** The signature is not that key's for exactly the order's bytes. */
  SIGNATURE_INVALID,
  /** The one who made an order does not approve it. */
  MAKER_MAY_NOT_APPROVE,
  /** A key approves an order once. */
  APPROVED_BEFORE,
  /** Approvals of an earlier order, which was given up or refused, would count for this one too. */
  BYTES_APPROVED_BEFORE,
  /** Too few of the issuer's current keys have approved. */
  UNDER_APPROVED,
  /** An order with a lower number of the bank comes first. */
  NUMBER_TOO_HIGH,
  /** Another order took the number. */
  NUMBER_USED,
  /** Somebody else changed the order at the same time. */
  CHANGED_MEANWHILE
}
