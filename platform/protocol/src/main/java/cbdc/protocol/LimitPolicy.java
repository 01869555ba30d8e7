package cbdc.protocol;

import java.util.List;

/**
 * What each class of wallet may do. Policy is data: it starts with genesis and changes by an
 * issuer's order.
 *
 * @param utcOffsetSeconds where a day and a year begin, seconds east of UTC; fixed, so that no
 *     node's time-zone tables decide about money
 * @param classes limits by class number, each number once
 */
public record LimitPolicy(int utcOffsetSeconds, List<ClassLimits> classes) {
  /** Stands for "no limit". */
  public static final long NONE = Long.MAX_VALUE;

  /** Highest number of classes. */
  public static final int MAX_CLASSES = 32;

  public LimitPolicy {
    classes = List.copyOf(classes);
  }

  /**
   * Limits of one class, in minor units, {@link #NONE} where there is none.
   *
   * @param classNumber 0 to 31
   * @param single largest single outgoing amount
   * @param daily outgoing sum of a day
   * @param yearly outgoing sum of a year
   * @param balance largest balance (available and held)
   */
  public record ClassLimits(int classNumber, long single, long daily, long yearly, long balance) {}
}
