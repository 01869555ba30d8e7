package cbdc.simulator.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.simulator.repository.Repository;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * An architecture rule about classes that were not imported always holds. This test fails when that
 * happens.
 */
class CanaryTest {
  private static final Set<String> ROOTS = Set.of("cbdc.simulator");

  @Test
  void shouldImportEveryPackageThatHasSources() {
    Set<String> imported =
        Walls.CLASSES.stream().map(type -> type.getPackageName()).collect(Collectors.toSet());
    Set<String> written =
        Repository.mainPackageFolders().stream()
            .map(CanaryTest::packageOf)
            .collect(Collectors.toSet());
    assertThat(imported).containsAll(written);
    assertThat(ROOTS)
        .allSatisfy(root -> assertThat(written).anyMatch(name -> name.startsWith(root)));
  }

  private static String packageOf(Path folder) {
    String path = folder.toString();
    String marker = "/src/main/java/";
    return path.substring(path.indexOf(marker) + marker.length()).replace('/', '.');
  }
}
