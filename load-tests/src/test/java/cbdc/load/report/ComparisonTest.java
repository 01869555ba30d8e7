package cbdc.load.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.load.record.Conditions;
import cbdc.load.report.Comparison.Group;
import cbdc.load.report.Comparison.Judgement;
import cbdc.load.report.Comparison.Measure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  @TempDir private Path folder;

  /** Runs with these mean latencies. */
  private Group group(String name, double... means) throws IOException {
    for (int i = 0; i < means.length; i++) {
      Runs.write(
          Files.createDirectories(folder.resolve(name).resolve("run-" + i)),
          means[i],
          Runs.HERE,
          "aa");
    }
    return Group.read(folder.resolve(name));
  }

  private static Judgement ofP99(Group base, Group other) {
    return Comparison.of(List.of(base, other), 10).lines().stream()
        .filter(line -> line.measure() == Measure.P99)
        .findFirst()
        .orElseThrow()
        .judgement();
  }

  @Test
  void shouldJudgeByMediansAndRanks() throws IOException {
    Group base = group("base", 10, 11, 10, 12);

    assertThat(ofP99(base, group("same", 10, 10.5, 11, 11.5))).isEqualTo(Judgement.SAME);
    assertThat(ofP99(base, group("slow", 20, 21, 22, 23))).isEqualTo(Judgement.WORSE);
    assertThat(ofP99(base, group("fast", 5, 6, 5.5, 7))).isEqualTo(Judgement.BETTER);
    assertThat(ofP99(base, group("scattered", 5, 15, 16, 9))).isEqualTo(Judgement.UNSURE);
  }

  @Test
  void shouldCompareSingleRunsAndSayThatTheyAreFew() throws IOException {
    Path one = Runs.write(folder.resolve("one"), 10, Runs.HERE, "aa");
    Path other = Runs.write(folder.resolve("other"), 30, Runs.HERE, "aa");
    Comparison comparison = Comparison.of(List.of(Group.read(one), Group.read(other)), 10);

    assertThat(comparison.isWorse()).isTrue();
    assertThat(comparison.isOfFewRuns()).isTrue();
    assertThat(comparison.differences()).isEmpty();
  }

  @Test
  void shouldNameWhatMakesRunsIncomparable() throws IOException {
    Conditions elsewhere = new Conditions("abc", "25", "Linux", "Another", 64, 8_192, 0.1);
    Path one = Runs.write(folder.resolve("one"), 10, Runs.HERE, "aa");
    Path other = Runs.write(folder.resolve("other"), 10, elsewhere, "bb");

    assertThat(Comparison.of(List.of(Group.read(one), Group.read(other)), 10).differences())
        .hasSize(2)
        .anyMatch(difference -> difference.contains("another machine"))
        .anyMatch(difference -> difference.contains("other requests"));
  }

  @Test
  void shouldSayWhereItExpectedARun() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));

    assertThatThrownBy(() -> Group.read(empty))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds no run");
  }

  @Test
  void shouldWriteAPageWithEveryGroup() throws IOException {
    Path page = folder.resolve("comparison.html");

    ComparisonPage.write(
        Comparison.of(List.of(group("base", 10, 11), group("other", 20, 30)), 10), page);

    assertThat(page).content().contains("p99.9, ms", "worse", "run-0", "run-1", "<svg");
  }
}
