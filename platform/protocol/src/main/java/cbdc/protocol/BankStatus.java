package cbdc.protocol;

/** Whether a bank may act. The code is its wire form and never changes. */
public enum BankStatus {
  ACTIVE(0),
  /** Commands of the bank are refused; its customers can still be paid. */
  SUSPENDED(1);

  private final int code;

  BankStatus(int code) {
    this.code = code;
  }

  /** Wire code. */
  public int code() {
    return code;
  }

  /** The status with this wire code, or null. */
  public static BankStatus ofCode(int code) {
    return code == 0 ? ACTIVE : code == 1 ? SUSPENDED : null;
  }
}
