package cbdc.load.plan;

import java.util.stream.IntStream;

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
  /**
   * The people of a run's own system.
   *
   * @param wallets of each bank
   * @param merchants of each bank
   */
  public static Crowd of(int banks, int wallets, int merchants, int zones) {
    return new Crowd(inTurn(banks, wallets), inTurn(banks, merchants), zones);
  }

  private static int[] inTurn(int banks, int ofEach) {
    return IntStream.range(0, banks * ofEach).map(number -> number % banks).toArray();
  }

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
