package cbdc.protocol;

/** What an account is for. The code is its wire form and never changes. */
public enum AccountKind {
  /** A bank's reserve at the central bank. Shard 0. */
  RESERVE(1),
  /** Currency in circulation through a bank, the issuer's liability. Shard 0. */
  ISSUANCE(2),
  /** A bank's stock of digital currency. Shard 0. */
  VAULT(3),
  /** A person's money. */
  WALLET(4),
  /** A merchant's money. */
  MERCHANT(5),
  /** Per shard and bank: what could not be booked elsewhere. */
  SUSPENSE(6);

  private static final AccountKind[] BY_CODE = {
    null, RESERVE, ISSUANCE, VAULT, WALLET, MERCHANT, SUSPENSE
  };

  private final int code;

  AccountKind(int code) {
    this.code = code;
  }

  /** Wire code. */
  public int code() {
    return code;
  }

  /** The kind with this wire code, or null. */
  public static AccountKind ofCode(int code) {
    return code > 0 && code < BY_CODE.length ? BY_CODE[code] : null;
  }
}
