package cbdc.load.scenario;

import java.util.Locale;

/** What somebody does; the words of {@code mix} in a scenario. */
public enum Action {
  /** A person pays a merchant. */
  PAY_MERCHANT,
  /** A person pays another person. */
  PAY_PERSON,
  /** A person sets an amount aside for a merchant, who then takes half of it. */
  HOLD_CAPTURE,
  /** A person sets an amount aside for a merchant, who then gives it back. */
  HOLD_RELEASE,
  /** A person pays a merchant, who then refunds half. */
  REFUND,
  /** A bank pays digital currency into a wallet. */
  CASH_IN,
  /** A wallet gives digital currency back to its bank. */
  CASH_OUT,
  /** A person looks at the balance. */
  BALANCE,
  /** A payment that no rule of the interface allows: it must be refused, and change nothing. */
  INVALID;

  /** As it stands in a file. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
