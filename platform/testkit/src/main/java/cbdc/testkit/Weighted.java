package cbdc.testkit;

import java.util.ArrayList;
import java.util.List;

/**
 * A choice among values, each as likely as its weight: {@code new Weighted<Op>().add(8, PAY).add(1,
 * BLOCK)}.
 */
public final class Weighted<T> {
  private final List<T> values = new ArrayList<>();
  private final List<Integer> upTo = new ArrayList<>();
  private int total;

  /** Adds a value; returns this. */
  public Weighted<T> add(int weight, T value) {
    if (weight < 1) {
      throw new IllegalArgumentException("weight must be at least 1, not " + weight);
    }
    total = Math.addExact(total, weight);
    values.add(value);
    upTo.add(total);
    return this;
  }

  /** One of the values. */
  public T draw(SeededRandom random) {
    int ticket = random.between(0, total - 1);
    int index = 0;
    while (upTo.get(index) <= ticket) {
      index++;
    }
    return values.get(index);
  }
}
