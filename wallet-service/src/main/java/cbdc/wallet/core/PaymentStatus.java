package cbdc.wallet.core;

/** How far a payment has come. Only {@link #PENDING} changes any more. */
public enum PaymentStatus {
  /** The payer is debited, the payee's shard has not answered yet. */
  PENDING,
  /** The payee is credited: final. */
  SETTLED,
  /** The payee could not be credited; the payer has the money back. */
  RETURNED,
  /** Refused by a rule, with nothing changed. */
  DECLINED,
  /** Its id was asked for before it arrived: it never executed and never will. */
  CANCELLED
}
