package cbdc.simulator.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A simulation that finds nothing proves nothing: every kind of bug is planted, and found. */
class PlantedBugTest {
  private static final int SEEDS_MAX = 500;
  private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();

  @TestFactory
  Stream<DynamicTest> shouldFind() {
    return PlantedBugs.all().stream()
        .map(bug -> DynamicTest.dynamicTest(bug.name(), () -> isFound(bug)));
  }

  /** The same class loader without a bug: what is found above is the bugs. */
  @Test
  void shouldFindNothingWhereNothingIsPlanted() throws Exception {
    PlantedBug none = PlantedBugs.all().getFirst().withoutEdits();
    LongFunction<String> simulation = none.simulation(PROJECT);

    for (PlantedBug bug : PlantedBugs.all()) {
      assertThat(simulation.apply(bug.knownSeed())).isNull();
    }
  }

  private static void isFound(PlantedBug bug) throws Exception {
    LongFunction<String> simulation = bug.simulation(PROJECT);
    String found = null;
    for (int i = 0; i < SEEDS_MAX && found == null; i++) {
      found = simulation.apply(bug.knownSeed() + i);
    }
    assertThat(found).as("within %d seeds", SEEDS_MAX).contains(Violation.class.getName());
  }
}
