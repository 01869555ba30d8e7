package cbdc.wallet.core;

/** What a holder showed to the bank. */
public enum EvidenceKind {
  PHONE_NUMBER,
  IDENTITY_DOCUMENT,
  BANK_CARD,
  BANK_ACCOUNT,
  /** The holder came to a branch. */
  IN_PERSON
}
