package cbdc.load.record;

import java.util.Locale;

/** A request to a wallet service. */
public enum RequestKind {
  PAYMENT(1, true),
  HOLD(2, true),
  CAPTURE(3, true),
  RELEASE(4, true),
  REFUND(5, true),
  CASH_IN(6, true),
  CASH_OUT(7, true),
  BALANCE(8, false),
  /** One that must be refused. */
  INVALID(9, false);

  private final int code;
  private final boolean movesMoney;

  RequestKind(int code, boolean movesMoney) {
    this.code = code;
    this.movesMoney = movesMoney;
  }

  /** Whether it has a key, and what is answered must be on the ledger. */
  public boolean movesMoney() {
    return movesMoney;
  }

  /** How a {@link PaymentsFile} writes it; never changes. */
  int code() {
    return code;
  }

  /** For people and files. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
