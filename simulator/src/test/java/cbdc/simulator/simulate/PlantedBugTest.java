package cbdc.simulator.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A simulation that finds nothing proves nothing: every kind of bug is planted, and found. */
class PlantedBugTest {
  private static final int SEEDS_MAX = 500;

  @TestFactory
  Stream<DynamicTest> shouldFind() {
    return PlantedBugs.all().stream()
        .map(bug -> DynamicTest.dynamicTest(bug.name(), () -> isFound(bug)));
  }

  private static void isFound(PlantedBug bug) throws Exception {
    LongFunction<String> simulation = bug.simulation(Path.of("").toAbsolutePath().getParent());
    for (int i = 0; i < SEEDS_MAX; i++) {
      if (simulation.apply(bug.knownSeed() + i) != null) {
        return;
      }
    }
    assertThat(bug.name()).as("not found within %d seeds", SEEDS_MAX).isNull();
  }
}
