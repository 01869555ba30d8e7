package cbdc.simulator.replay;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.LimitPolicy.ClassLimits;
import java.util.List;

/**
 * Which account stands for what in a replay. Numbers follow from the rows alone, so that a run that
 * goes on finds them again.
 */
final class ReplayAccounts {
  /** Code of the bank whose history it is. */
  static final int HOME_BANK = 1;

  /** Class of all wallets: no limits. */
  static final int WALLET_CLASS = 1;

  /** One class without limits; days begin in the bank's own time zone, in winter. */
  static final LimitPolicy POLICY =
      new LimitPolicy(
          3_600,
          List.of(
              new ClassLimits(
                  WALLET_CLASS,
                  LimitPolicy.NONE,
                  LimitPolicy.NONE,
                  LimitPolicy.NONE,
                  LimitPolicy.NONE)));

  private static final int FIRST_PARTNER_BANK = 1_000;
  private static final int LETTERS = 26;

  private ReplayAccounts() {}

  /** The wallet of a customer of the home bank. */
  static long wallet(long accountId) {
    return AccountNumber.of(HOME_BANK, AccountNumber.FIRST_CUSTOMER_SERIAL + accountId);
  }

  /** The wallet of a row's partner. */
  static long partner(BankRow row) {
    return AccountNumber.of(
        bank(row.partnerBank()), AccountNumber.FIRST_CUSTOMER_SERIAL + row.partnerAccount());
  }

  /** The code of a bank with these two letters: AB is 1001. */
  static int bank(String letters) {
    return FIRST_PARTNER_BANK + (letters.charAt(0) - 'A') * LETTERS + (letters.charAt(1) - 'A');
  }

  /** Who pays a step of a row. */
  static long payer(BankRow row, int step) {
    return switch (row.kind()) {
      case CASH_IN, INTEREST -> AccountNumber.vault(HOME_BANK);
      case CASH_OUT, TRANSFER_OUT -> wallet(row.accountId());
      case TRANSFER_IN -> step == 1 ? AccountNumber.vault(bank(row.partnerBank())) : partner(row);
    };
  }

  /** Who is paid by a step of a row. */
  static long payee(BankRow row, int step) {
    return switch (row.kind()) {
      case CASH_IN, INTEREST -> wallet(row.accountId());
      case CASH_OUT -> AccountNumber.vault(HOME_BANK);
      case TRANSFER_OUT -> partner(row);
      case TRANSFER_IN -> step == 1 ? partner(row) : wallet(row.accountId());
    };
  }
}
