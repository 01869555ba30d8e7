package cbdc.load.plan;

/**
 * Who is there, by numbers alone: wallets and merchants from 0, dealt to the banks in turn as far
 * as they last, and to the zones in turn.
 *
 * @param walletBanks the bank of each wallet
 * @param merchantBanks the bank of each merchant
 * @param zones at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // Read in the hot path; made once, and never changed.
public record Crowd(int[] walletBanks, int[] merchantBanks, int zones) {
  int wallets() {
    return walletBanks.length;
  }

  int merchants() {
    return merchantBanks.length;
  }

  int zone(int number) {
    return number % zones;
  }
}
