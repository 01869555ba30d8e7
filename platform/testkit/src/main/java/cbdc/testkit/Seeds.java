package cbdc.testkit;

import java.lang.StackWalker.StackFrame;
import java.nio.file.Path;

/**
 * Runs randomised tests so that every failure can be run again. By default a test always sees the
 * same seeds, made from its name, so that a build is repeatable. System properties change that:
 *
 * <ul>
 *   <li>{@code -Dcbdc.seed=N} runs one seed only: the line printed with a failure
 *   <li>{@code -Dcbdc.seed.base=N} runs other seeds
 *   <li>{@code -Dcbdc.seed.factor=N} runs N times as many
 * </ul>
 */
public final class Seeds {

  /** A test of one seed. */
  @FunctionalInterface
  public interface SeededTest {
    void run(long seed) throws Exception;
  }

  private static final StackWalker STACK = StackWalker.getInstance();

  private Seeds() {}

  /**
   * Runs the test once for each of so many seeds, and stops at the first that fails.
   *
   * @throws AssertionError naming the seed and the line that runs it again
   */
  public static void forEach(int count, SeededTest test) {
    String caller = caller();
    Long single = Long.getLong("cbdc.seed");
    if (single != null) {
      runOne(single, test, caller);
      return;
    }
    SeededRandom seeds =
        new SeededRandom(Long.getLong("cbdc.seed.base", 0L) * 31 + caller.hashCode());
    int total = Math.multiplyExact(count, Integer.getInteger("cbdc.seed.factor", 1));
    for (int i = 0; i < total; i++) {
      runOne(seeds.nextLong() >>> 1, test, caller);
    }
  }

  /**
   * The line that runs one seed of a test again; for tests that print more than {@link #forEach}
   * does.
   */
  public static String rerunLine(String testClassAndMethod, long seed) {
    Path module = Path.of(System.getProperty("user.dir"));
    return "mvn test -Dtest="
        + testClassAndMethod
        + " -Dcbdc.seed="
        + seed
        + "   (in "
        + module.getFileName()
        + ")";
  }

  private static void runOne(long seed, SeededTest test, String caller) {
    try {
      test.run(seed);
    } catch (Exception | AssertionError failure) {
      String message =
          failure
              + System.lineSeparator()
              + "seed "
              + seed
              + " failed; run it again with:"
              + System.lineSeparator()
              + "  "
              + rerunLine(caller, seed);
      throw new AssertionError(message, failure);
    }
  }

  /** The test that called us, as surefire selects it. */
  private static String caller() {
    StackFrame frame =
        STACK.walk(
            frames ->
                frames
                    .filter(each -> !each.getClassName().equals(Seeds.class.getName()))
                    .findFirst()
                    .orElseThrow());
    String className = frame.getClassName();
    String simpleName = className.substring(className.lastIndexOf('.') + 1);
    return simpleName + "#" + methodOf(frame.getMethodName());
  }

  /** The compiler names the body of a lambda {@code lambda$method$0}. */
  private static String methodOf(String name) {
    return name.startsWith("lambda$")
        ? name.substring("lambda$".length(), name.lastIndexOf('$'))
        : name;
  }
}
