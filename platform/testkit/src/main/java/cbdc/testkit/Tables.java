package cbdc.testkit;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.ThrowingConsumer;

/** Table tests: a list of rows, each run as a test of its own by a {@code @TestFactory} method. */
public final class Tables {
  private Tables() {}

  /**
   * One test per row.
   *
   * @throws IllegalArgumentException if the table is empty or two rows have one name: a test that
   *     nobody would miss
   */
  public static <R extends Row> Stream<DynamicTest> tests(
      Collection<R> rows, ThrowingConsumer<R> test) {
    Set<String> names = new HashSet<>();
    for (R row : rows) {
      if (!names.add(row.name())) {
        throw new IllegalArgumentException("two rows are named '" + row.name() + "'");
      }
    }
    if (names.isEmpty()) {
      throw new IllegalArgumentException("a table needs at least one row");
    }
    return rows.stream().map(row -> DynamicTest.dynamicTest(row.name(), () -> test.accept(row)));
  }

  /**
   * The values of an enum that no row is about; a table of rejection codes asserts that none is
   * left.
   */
  public static <R extends Row, E extends Enum<E>> List<E> without(
      Class<E> type, Collection<R> rows, Function<R, E> subject) {
    Set<E> covered = new HashSet<>(rows.stream().map(subject).toList());
    return Arrays.stream(type.getEnumConstants())
        .filter(value -> !covered.contains(value))
        .toList();
  }
}
