package cbdc.simulator.console;

import java.util.Locale;

/** Numbers as people read them; alike in every locale. */
public final class Numbers {
  private static final int MINOR_DIGITS = 2;

  private Numbers() {}

  /** A whole number with its thousands apart: {@code 28,205}. */
  public static String grouped(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** Minor units as an amount with its thousands apart: {@code 37,071,603.10}. */
  public static String amount(long minor) {
    long units = minor / 100;
    String sign = minor < 0 && units == 0 ? "-" : "";
    String decimals = Long.toString(Math.abs(minor % 100));
    return sign + grouped(units) + "." + "0".repeat(MINOR_DIGITS - decimals.length()) + decimals;
  }

  /** A time in seconds with one decimal, from nanoseconds: {@code 5.3 s}. */
  public static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }
}
