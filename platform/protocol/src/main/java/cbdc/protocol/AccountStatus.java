package cbdc.protocol;

/** Whether money may leave or reach an account. The code is its wire form and never changes. */
public enum AccountStatus {
  ACTIVE(0, true, true),
  DEBIT_BLOCKED(1, false, true),
  CREDIT_BLOCKED(2, true, false),
  BLOCKED(3, false, false),
  /** Final. */
  CLOSED(4, false, false);

  private static final AccountStatus[] BY_CODE = {
    ACTIVE, DEBIT_BLOCKED, CREDIT_BLOCKED, BLOCKED, CLOSED
  };

  private final int code;
  private final boolean debitAllowed;
  private final boolean creditAllowed;

  AccountStatus(int code, boolean debitAllowed, boolean creditAllowed) {
    this.code = code;
    this.debitAllowed = debitAllowed;
    this.creditAllowed = creditAllowed;
  }

  /** Wire code. */
  public int code() {
    return code;
  }

  /** Whether the account may pay. */
  public boolean debitAllowed() {
    return debitAllowed;
  }

  /** Whether the account may be paid. */
  public boolean creditAllowed() {
    return creditAllowed;
  }

  /** The status with this wire code, or null. */
  public static AccountStatus ofCode(int code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
  }
}
