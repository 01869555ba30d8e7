package cbdc.wallet.core;

/** What a payment is to the people who look at it; the ledger moves money alike for all. */
public enum PaymentKind {
  /** A holder pays another holder. */
  PAYMENT,
  /** The bank's vault pays a holder who brought money of another kind. */
  CASH_IN,
  /** A holder pays the bank's vault and gets money of another kind. */
  CASH_OUT,
  /** A merchant gives back all or a part of a payment. */
  REFUND,
  /** A part of a hold was paid to its payee. */
  CAPTURE
}
