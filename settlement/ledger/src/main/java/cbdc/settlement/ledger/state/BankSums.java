package cbdc.settlement.ledger.state;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import java.util.Arrays;

/**
 * Running sums over each bank's wallets and merchant accounts in a shard, in minor units. They
 * follow from the accounts and are no part of a snapshot; no decision reads them.
 */
final class BankSums {
  private static final int WORDS = 3;
  private static final int ACCOUNTS = 0;
  private static final int AVAILABLE = 1;
  private static final int HELD = 2;

  private long[] sums = {};

  /** Counts an account that was opened. */
  void opened(long account, AccountKind kind) {
    if (isCounted(kind)) {
      add(account, ACCOUNTS, 1);
    }
  }

  /** Adds a signed amount to what a bank's customers can spend. */
  void addAvailable(long account, int kindCode, long amount) {
    if (isCounted(kindCode)) {
      add(account, AVAILABLE, amount);
    }
  }

  /** Adds a signed amount to what is held in a bank's customers' accounts. */
  void addHeld(long account, int kindCode, long amount) {
    if (isCounted(kindCode)) {
      add(account, HELD, amount);
    }
  }

  long accounts(int bank) {
    return sum(bank, ACCOUNTS);
  }

  long available(int bank) {
    return sum(bank, AVAILABLE);
  }

  long held(int bank) {
    return sum(bank, HELD);
  }

  long heapBytes() {
    return HeapSize.ofLongs(sums.length);
  }

  private long sum(int bank, int word) {
    int at = bank * WORDS + word;
    return at < sums.length ? sums[at] : 0;
  }

  private void add(long account, int word, long amount) {
    int at = AccountNumber.bank(account) * WORDS + word;
    if (at >= sums.length) {
      sums = Arrays.copyOf(sums, Math.max(at + WORDS, 2 * sums.length));
    }
    // The sum over all accounts of a kind is checked for overflow, and is not smaller.
    sums[at] += amount;
  }

  private static boolean isCounted(AccountKind kind) {
    return isCounted(kind.code());
  }

  private static boolean isCounted(int kindCode) {
    return kindCode == AccountKind.WALLET.code() || kindCode == AccountKind.MERCHANT.code();
  }
}
