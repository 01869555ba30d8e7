package cbdc.load.plan;

import cbdc.load.scenario.Action;
import java.util.UUID;

/**
 * An action that is due.
 *
 * @param number from 0
 * @param send 1, or 2 for the same request sent again
 * @param dueNanos after the run's begin; -1 in the closed model, where nothing is due
 * @param action what is done
 * @param payer number of the wallet
 * @param payee number of the merchant, or of the wallet where persons are paid
 * @param amount minor units
 * @param keyBits by which its keys differ from all others, 74 bits: the lowest 12 of the first, and
 *     62 of the second
 * @param keyBitsLow the second, below 2^62
 */
public record Planned(
    long number,
    int send,
    long dueNanos,
    Action action,
    int payer,
    int payee,
    long amount,
    long keyBits,
    long keyBitsLow) {
  private static final long VERSION_7 = 0x7000;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  /**
   * The key of one of its steps: a UUID of version 7 (RFC 9562), the fastest kind, since the ledger
   * takes it as it is.
   *
   * @param beginMillis when the run began, since 1970; keys of the same seed differ by it
   * @param step 0 or 1
   */
  public UUID key(long beginMillis, int step) {
    long millis = beginMillis + Math.max(0, dueNanos) / 1_000_000;
    return new UUID((millis << 16) | VERSION_7 | (keyBits & 0xFFF), VARIANT | (keyBitsLow ^ step));
  }

  Planned again() {
    return new Planned(
        number, send + 1, dueNanos, action, payer, payee, amount, keyBits, keyBitsLow);
  }

  /** All that was chosen, in one line: equal lines are equal requests. */
  String line() {
    return number
        + " "
        + send
        + " "
        + dueNanos
        + " "
        + action.word()
        + " "
        + payer
        + " "
        + payee
        + " "
        + amount
        + " "
        + Long.toHexString(keyBits)
        + " "
        + Long.toHexString(keyBitsLow)
        + "\n";
  }
}
