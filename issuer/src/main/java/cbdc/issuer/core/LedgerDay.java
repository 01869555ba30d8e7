package cbdc.issuer.core;

import java.time.LocalDate;

/**
 * Days as the ledger counts them: from midnight to midnight at the policy's fixed distance from
 * UTC.
 */
public final class LedgerDay {
  private static final long MILLIS_PER_SECOND = 1_000;
  private static final long MILLIS_PER_DAY = 86_400_000;

  private LedgerDay() {}

  /** The epoch day of a moment. */
  public static int of(long timeMillis, int utcOffsetSeconds) {
    return (int) Math.floorDiv(timeMillis + utcOffsetSeconds * MILLIS_PER_SECOND, MILLIS_PER_DAY);
  }

  /** An epoch day as a date, {@code 2026-11-22}. */
  public static String text(int epochDay) {
    return LocalDate.ofEpochDay(epochDay).toString();
  }

  /** A distance from UTC as {@code +08:00}. */
  public static String offsetText(int utcOffsetSeconds) {
    int minutes = Math.abs(utcOffsetSeconds) / 60;
    String sign = utcOffsetSeconds < 0 ? "-" : "+";
    return String.format("%s%02d:%02d", sign, minutes / 60, minutes % 60);
  }
}
