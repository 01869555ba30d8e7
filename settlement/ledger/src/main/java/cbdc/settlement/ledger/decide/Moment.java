package cbdc.settlement.ledger.decide;

import java.time.LocalDate;

/**
 * A batch's ledger time, with the day and year it falls in by the policy's time zone.
 *
 * @param timeMillis Unix milliseconds
 * @param day epoch day in the policy's zone
 * @param year calendar year in the policy's zone
 * @param nextDayMillis when the next day begins
 * @param nextYearMillis when the next year begins
 */
public record Moment(long timeMillis, int day, int year, long nextDayMillis, long nextYearMillis) {
  private static final long MILLIS_PER_DAY = 86_400_000L;

  /** The moment of a time in the zone that lies {@code utcOffsetSeconds} east of UTC. */
  public static Moment of(long timeMillis, int utcOffsetSeconds) {
    long offsetMillis = utcOffsetSeconds * 1000L;
    long day = Math.floorDiv(timeMillis + offsetMillis, MILLIS_PER_DAY);
    int year = LocalDate.ofEpochDay(day).getYear();
    long nextYearDay = LocalDate.of(year + 1, 1, 1).toEpochDay();
    return new Moment(
        timeMillis,
        Math.toIntExact(day),
        year,
        (day + 1) * MILLIS_PER_DAY - offsetMillis,
        nextYearDay * MILLIS_PER_DAY - offsetMillis);
  }
}
