package cbdc.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a simulation is told, by system properties.
 *
 * @param runFile {@code cbdc.run}: the file in which {@code ./cbdc run} says what runs where;
 *     default {@code data/run/run.json}
 * @param perSecond {@code cbdc.load.rate}: payments that arrive per second, 1 to 100,000; default
 *     20
 * @param duration {@code cbdc.load.duration}: for how long they arrive at this rate, for example
 *     {@code 90s} or {@code 5m}; default 60 s
 * @param ramp {@code cbdc.load.ramp}: how long the rate rises before, {@code 0s} for at once;
 *     default 10 s
 * @param amountMax {@code cbdc.load.amountMax}: largest amount of a payment in minor units; amounts
 *     are even from 1; default 100
 * @param seed {@code cbdc.load.seed}: who pays whom how much follows from it; default 1
 * @param failedPercentMax {@code cbdc.load.failedMax}: assertion: at most this share of payments
 *     fails, in percent; default 1
 * @param declinedPercentMax {@code cbdc.load.declinedMax}: assertion: the ledger declines at most
 *     this share, in percent; default 50
 * @param p99MillisMax {@code cbdc.load.p99Max}: assertion: 99 of 100 answers come within this time,
 *     in milliseconds; default 1,000
 */
record LoadSettings(
    Path runFile,
    int perSecond,
    Duration duration,
    Duration ramp,
    int amountMax,
    long seed,
    double failedPercentMax,
    double declinedPercentMax,
    int p99MillisMax) {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(s|m|h)");

  /**
   * What this process was told.
   *
   * @throws IllegalArgumentException naming the property and what it may be
   */
  static LoadSettings ofSystemProperties() {
    return of(System::getProperty);
  }

  /** As {@link #ofSystemProperties}, from any source that gives null for what it does not have. */
  static LoadSettings of(UnaryOperator<String> properties) {
    Reader reader = new Reader(properties);
    return new LoadSettings(
        Path.of(reader.text("cbdc.run", "data/run/run.json")),
        reader.integer("cbdc.load.rate", 20, 1, 100_000),
        reader.duration("cbdc.load.duration", "60s", 1),
        reader.duration("cbdc.load.ramp", "10s", 0),
        reader.integer("cbdc.load.amountMax", 100, 1, 1_000_000),
        reader.integer("cbdc.load.seed", 1, 0, Integer.MAX_VALUE),
        reader.percent("cbdc.load.failedMax", 1),
        reader.percent("cbdc.load.declinedMax", 50),
        reader.integer("cbdc.load.p99Max", 1_000, 1, 60_000));
  }

  private record Reader(UnaryOperator<String> properties) {
    String text(String name, String ifAbsent) {
      String given = properties.apply(name);
      return given == null || given.isBlank() ? ifAbsent : given.strip();
    }

    int integer(String name, int ifAbsent, int min, int max) {
      String rule = "a whole number from " + min + " to " + max;
      int value = parse(name, Integer.toString(ifAbsent), Integer::parseInt, rule);
      require(value >= min && value <= max, name, rule);
      return value;
    }

    double percent(String name, int ifAbsent) {
      String rule = "a number from 0 to 100";
      double value = parse(name, Integer.toString(ifAbsent), Double::parseDouble, rule);
      require(value >= 0 && value <= 100, name, rule);
      return value;
    }

    Duration duration(String name, String ifAbsent, long secondsMin) {
      String rule = "a whole number with its unit s, m or h, such as 90s, from " + secondsMin + "s";
      Matcher matcher = DURATION.matcher(text(name, ifAbsent));
      require(matcher.matches(), name, rule);
      long number = Long.parseLong(matcher.group(1));
      Duration duration =
          switch (matcher.group(2)) {
            case "h" -> Duration.ofHours(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofSeconds(number);
          };
      require(duration.toSeconds() >= secondsMin, name, rule);
      return duration;
    }

    private <T> T parse(String name, String ifAbsent, Function<String, T> parser, String rule) {
      try {
        return parser.apply(text(name, ifAbsent));
      } catch (NumberFormatException e) {
        throw wrong(name, rule);
      }
    }

    private void require(boolean holds, String name, String rule) {
      if (!holds) {
        throw wrong(name, rule);
      }
    }

    private IllegalArgumentException wrong(String name, String rule) {
      return new IllegalArgumentException(
          option(name)
              + " (property "
              + name
              + ") is '"
              + properties.apply(name)
              + "': expected "
              + rule);
    }

    /** What {@code ./cbdc load} calls it. */
    private static String option(String name) {
      return "--"
          + name.substring(name.lastIndexOf('.') + 1)
              .replaceAll("([A-Z])", "-$1")
              .toLowerCase(Locale.ROOT);
    }
  }
}
