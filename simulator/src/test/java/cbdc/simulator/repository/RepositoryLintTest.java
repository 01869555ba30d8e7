package cbdc.simulator.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What a reviewer would otherwise have to say again and again. Each failure names file and line.
 */
class RepositoryLintTest {
  private static final int LINES_MAX = 450;
  private static final int MAIN_LINES_MAX = 20;

  // In pieces, so that this file does not find itself.
  private static final Pattern MACHINE_PATH =
      Pattern.compile("(?<![\\w.-])/(" + "work|root|farm" + ")/");
  private static final Pattern UNFINISHED =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
  private static final Pattern REGISTRY =
      Pattern.compile("repo1?\\.maven\\.(apache\\.)?org|registry\\.npmjs");

  @Test
  void shouldFindTheFilesThatItChecks() {
    assertThat(Repository.files())
        .contains(
            Repository.root().resolve("README.md"),
            Repository.root().resolve("cbdc"),
            Repository.root().resolve(".ci/run"))
        .anyMatch(file -> file.endsWith("RepositoryLintTest.java"));
  }

  @Test
  void shouldKeepEveryJavaFileSmallEnoughToReadInOneGo() throws IOException {
    var faults = new ArrayList<String>();
    for (Path file : Repository.javaFiles()) {
      int lines = lines(file).size();
      if (lines > LINES_MAX) {
        faults.add(name(file) + " has " + lines + " lines, at most " + LINES_MAX + " are allowed");
      }
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void shouldKeepEveryMainClassToStartingOnly() throws IOException {
    var faults = new ArrayList<String>();
    for (Path file : Repository.javaFiles()) {
      if (file.toString().endsWith("Main.java")) {
        long code =
            lines(file).stream().map(String::strip).filter(RepositoryLintTest::isCode).count();
        if (code > MAIN_LINES_MAX) {
          faults.add(
              name(file)
                  + " has "
                  + code
                  + " lines of code, at most "
                  + MAIN_LINES_MAX
                  + " are allowed");
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void shouldIndentJavaWithSpacesOnly() throws IOException {
    assertThat(faults(Repository.javaFiles(), (file, line) -> line.indexOf('\t') >= 0)).isEmpty();
  }

  @Test
  void shouldNameNoPathOfOneMachine() throws IOException {
    assertThat(faults(Repository.files(), (file, line) -> MACHINE_PATH.matcher(line).find()))
        .isEmpty();
  }

  @Test
  void shouldNameNoPackageRegistry() throws IOException {
    assertThat(
            faults(
                Repository.files(),
                (file, line) ->
                    !file.endsWith("RepositoryLintTest.java") && REGISTRY.matcher(line).find()))
        .isEmpty();
  }

  @Test
  void shouldLeaveNothingUnfinished() throws IOException {
    assertThat(faults(Repository.files(), (file, line) -> UNFINISHED.matcher(line).find()))
        .isEmpty();
  }

  @Test
  void shouldSayInEveryPackageWhatLivesThere() {
    assertThat(Repository.mainPackageFolders())
        .isNotEmpty()
        .allSatisfy(
            folder ->
                assertThat(folder.resolve("package-info.java")).exists().content().contains("/**"));
  }

  private static boolean isCode(String line) {
    return !(line.isEmpty()
        || line.startsWith("import ")
        || line.startsWith("package ")
        || line.startsWith("//")
        || line.startsWith("/*")
        || line.startsWith("*"));
  }

  private static List<String> faults(List<Path> files, BiFunction<Path, String, Boolean> isFault)
      throws IOException {
    var faults = new ArrayList<String>();
    for (Path file : files) {
      List<String> lines = lines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (isFault.apply(file, lines.get(i))) {
          faults.add(name(file) + ":" + (i + 1) + ": " + lines.get(i).strip());
        }
      }
    }
    return faults;
  }

  /** The lines of a text file; none where the file is not text. */
  private static List<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (MalformedInputException binary) {
      return List.of();
    }
  }

  private static String name(Path file) {
    return Repository.root().relativize(file).toString();
  }
}
