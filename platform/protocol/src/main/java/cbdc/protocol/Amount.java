package cbdc.protocol;

/**
 * Money is a {@code long} of minor units (1/100 of the currency unit). Text forms are read and
 * written here and nowhere else; there is no floating point.
 */
public final class Amount {
  /** Minor units in one unit of the currency. */
  public static final long MINOR_PER_UNIT = 100;

  private Amount() {}

  /**
   * Reads an amount such as {@code 700}, {@code 700.5} or {@code 700.00}.
   *
   * @return minor units
   * @throws IllegalArgumentException with the rule that was broken: not a plain decimal, more than
   *     two decimals, or too large
   */
  public static long parse(String text) {
    int dot = text.indexOf('.');
    String units = dot < 0 ? text : text.substring(0, dot);
    String decimals = dot < 0 ? "" : text.substring(dot + 1);
    if (!isDigits(units) || (dot >= 0 && !isDigits(decimals))) {
      throw new IllegalArgumentException(
          "amount '" + text + "' is not a plain decimal number such as 12.50");
    }
    if (decimals.length() > 2) {
      throw new IllegalArgumentException("amount '" + text + "' has more than two decimals");
    }
    try {
      long minor = decimals.isEmpty() ? 0 : Long.parseLong((decimals + "0").substring(0, 2));
      return Math.addExact(Math.multiplyExact(Long.parseLong(units), MINOR_PER_UNIT), minor);
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "amount '" + text + "' is larger than " + format(Long.MAX_VALUE), e);
    }
  }

  /** Writes minor units with two decimals, {@code 70000} as {@code 700.00}. */
  public static String format(long minor) {
    String digits = Long.toString(minor).replace("-", "");
    String padded = "0".repeat(Math.max(0, 3 - digits.length())) + digits;
    int split = padded.length() - 2;
    return (minor < 0 ? "-" : "") + padded.substring(0, split) + "." + padded.substring(split);
  }

  private static boolean isDigits(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
