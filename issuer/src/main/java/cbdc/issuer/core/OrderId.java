package cbdc.issuer.core;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names an order in the issuer's book: bank, number, and which try at that number it is (a
 * withdrawn or refused order does not use its number).
 *
 * @param bank bank under which it is numbered, 0 for the system
 * @param number order number
 * @param attempt 1, 2, …
 */
public record OrderId(int bank, long number, int attempt) implements Comparable<OrderId> {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,4})-([0-9]{1,18})-([0-9]{1,6})");
  private static final Comparator<OrderId> ORDER =
      Comparator.comparingInt(OrderId::bank)
          .thenComparingLong(OrderId::number)
          .thenComparingInt(OrderId::attempt);

  /**
   * Reads the text form; leading zeros may be left out.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static OrderId parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "order '"
              + text
              + "' must be bank, number and attempt such as 0001-00005-1, as draft and list show it");
    }
    return new OrderId(
        Integer.parseInt(parts.group(1)),
        Long.parseLong(parts.group(2)),
        Integer.parseInt(parts.group(3)));
  }

  @Override
  public int compareTo(OrderId other) {
    return ORDER.compare(this, other);
  }

  /** {@code 0001-00005-1}: sorts by name within a bank. */
  @Override
  public String toString() {
    return String.format("%04d-%05d-%d", bank, number, attempt);
  }
}
