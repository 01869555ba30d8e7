package cbdc.kit.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as people write them: a whole number and a unit. */
final class Quantities {
  private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]{1,15}) ?([A-Za-z]*)");

  private Quantities() {}

  static Duration duration(String text) {
    Matcher parts = NUMBER_AND_UNIT.matcher(text);
    Duration unit = parts.matches() ? timeUnit(parts.group(2)) : Duration.ZERO;
    if (unit.isZero()) {
      throw new IllegalArgumentException(
          "expected a whole number with a unit: ms, s, m, h or d, such as 200ms");
    }
    return unit.multipliedBy(Long.parseLong(parts.group(1)));
  }

  static String text(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1_000 != 0 || millis == 0) {
      return millis + "ms";
    }
    if (millis % 86_400_000 == 0) {
      return millis / 86_400_000 + "d";
    }
    if (millis % 3_600_000 == 0) {
      return millis / 3_600_000 + "h";
    }
    return millis % 60_000 == 0 ? millis / 60_000 + "m" : millis / 1_000 + "s";
  }

  static long bytes(String text) {
    Matcher parts = NUMBER_AND_UNIT.matcher(text);
    int shift = parts.matches() ? sizeUnit(parts.group(2)) : -1;
    if (shift < 0) {
      throw new IllegalArgumentException(
          "expected a whole number of bytes, KiB, MiB or GiB, such as 256MiB");
    }
    return Math.multiplyExact(Long.parseLong(parts.group(1)), 1L << shift);
  }

  private static Duration timeUnit(String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(1);
      case "s" -> Duration.ofSeconds(1);
      case "m" -> Duration.ofMinutes(1);
      case "h" -> Duration.ofHours(1);
      case "d" -> Duration.ofDays(1);
      default -> Duration.ZERO;
    };
  }

  private static int sizeUnit(String unit) {
    return switch (unit) {
      case "", "B" -> 0;
      case "KiB" -> 10;
      case "MiB" -> 20;
      case "GiB" -> 30;
      default -> -1;
    };
  }
}
