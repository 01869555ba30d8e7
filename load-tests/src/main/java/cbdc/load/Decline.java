package cbdc.load;

/**
 * Codes by which the ledger may decline a payment that was put correctly: its business, and not a
 * failure of the service. Any other code means that the service or this driver is at fault.
 */
enum Decline {
  ACCOUNT_CLOSED,
  ACCOUNT_BLOCKED,
  OFFICIALLY_BLOCKED,
  LIMIT_SINGLE,
  LIMIT_DAILY,
  LIMIT_YEARLY,
  INSUFFICIENT_FUNDS,
  PAYEE_CLOSED,
  PAYEE_BLOCKED,
  PAYEE_BALANCE_LIMIT;

  static boolean isOne(String code) {
    for (Decline decline : values()) {
      if (decline.name().equals(code)) {
        return true;
      }
    }
    return false;
  }
}
