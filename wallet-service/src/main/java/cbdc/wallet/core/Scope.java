package cbdc.wallet.core;

import java.util.Locale;

/** What an API key of a merchant may do. */
public enum Scope {
  /** See the merchant's balance, payments, statement and holds. */
  READ,
  /** Refund the merchant's payments. */
  REFUND,
  /** Capture and release holds in the merchant's favour. */
  HOLD,
  /** Pay from the merchant's account. */
  PAY;

  /** As people write it, lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
