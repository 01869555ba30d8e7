package cbdc.settlement.node.shard;

import cbdc.protocol.OutcomeReader;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * The question that a lone node asks its operator: no peer can confirm its clock, so a clock far
 * from the ledger's last stamp might expire every id and hold, or stand still, for nothing.
 */
public final class LoneClock {
  /** How far behind the last stamp a clock may be. */
  private static final Duration BEHIND_MAX = Duration.ofSeconds(2);

  /** How far ahead of the last stamp a clock may be. */
  private static final Duration AHEAD_MAX = Duration.ofDays(30);

  /** Entries that are no batch carry no stamp; hardly more of them than this follow each other. */
  private static final List<Integer> RECORDS_LOOKED_AT = List.of(1, 8, 64);

  private LoneClock() {}

  /** Ledger time of the last batch in a history, to the second; empty if there is none. */
  static Optional<Instant> lastStamp(History history) {
    return RECORDS_LOOKED_AT.stream()
        .flatMap(count -> lastStamp(history, count).stream())
        .findFirst();
  }

  private static Optional<Instant> lastStamp(History history, int count) {
    long from = Math.max(1, history.lastNumber() - count + 1);
    return history.read(from, count, Long.MAX_VALUE).reversed().stream()
        .filter(record -> record.outcomes().length > 0)
        .findFirst()
        .map(record -> new OutcomeReader().wrap(record.outcomes()).head().timeMillis())
        .map(millis -> Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS));
  }

  /**
   * What to ask, if anything.
   *
   * @param wall what the wall clock shows
   * @param lastStamp latest ledger time of all shards, to the second
   * @param accepted what the operator answered before: the last stamp that the question named
   * @return one line that names both times and the answer
   */
  public static Optional<String> question(
      Instant wall, Instant lastStamp, Optional<Instant> accepted) {
    Duration ahead = Duration.between(lastStamp, wall);
    if (isPlausible(lastStamp.toEpochMilli(), wall.toEpochMilli())
        || accepted.filter(lastStamp::equals).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            "this machine's clock shows %s, %s the ledger's last batch, which is stamped %s, and no other node can"
                + " confirm it; set the clock right, or, if it is right, start once with --clock-accept-after=%s (run, replay) or"
                + " clock.accept.after=%s",
            wall.truncatedTo(ChronoUnit.SECONDS),
            ahead.isNegative() ? words(ahead.negated()) + " behind" : words(ahead) + " ahead of",
            lastStamp,
            lastStamp,
            lastStamp));
  }

  /** Whether a wall clock can be right where ledger time should have come to so much by itself. */
  static boolean isPlausible(long expectedMillis, long wallMillis) {
    return wallMillis >= expectedMillis - BEHIND_MAX.toMillis()
        && wallMillis <= expectedMillis + AHEAD_MAX.toMillis();
  }

  private static String words(Duration duration) {
    if (duration.toDays() > 1) {
      return duration.toDays() + " days";
    }
    return duration.toHours() > 1 ? duration.toHours() + " hours" : duration.toSeconds() + " s";
  }
}
