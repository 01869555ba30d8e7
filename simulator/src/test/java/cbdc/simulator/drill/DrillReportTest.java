package cbdc.simulator.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrillReportTest {
  @Test
  void shouldFailWhenAnyFaultHasAFinding() {
    DrillReport report =
        DrillReport.of(1, List.of(row(List.of()), row(List.of("NO SERVICE for 7.0 s"))));
    assertThat(report.isClean()).isFalse();
    assertThat(report.result()).isEqualTo("failed");
    assertThat(printed(report)).contains("| 7.0 s | 5 s | ok |", "| 7.0 s | 5 s | FAILED |");
    assertThat(printed(report)).contains("kill-one: NO SERVICE for 7.0 s", "FAILED: 2,000");
  }

  @Test
  void shouldShowWhyAFaultWasSkippedWithoutFailing() {
    DrillReport report =
        DrillReport.of(
            1, List.of(row(List.of()), DrillReport.Row.skipped("disk-full", "a disk", "no root")));
    assertThat(report.isClean()).isTrue();
    assertThat(printed(report)).contains("skipped: no root |", "1 faults, 1 skipped");
  }

  @Test
  void shouldPrintLinesOfOneTable() {
    String table =
        printed(
            DrillReport.of(
                1, List.of(row(List.of()), DrillReport.Row.skipped("disk-full", "a disk", "no"))));
    assertThat(table.lines().filter(line -> line.startsWith("|")))
        .hasSize(4)
        .allSatisfy(line -> assertThat(line.chars().filter(c -> c == '|')).hasSize(10));
  }

  private static DrillReport.Row row(List<String> findings) {
    return new DrillReport.Row(
        "kill-one",
        "kill -9",
        null,
        1_000,
        10,
        2,
        0,
        0,
        0,
        7.0,
        List.of(7.0),
        5.0,
        60,
        100,
        findings);
  }

  private static String printed(DrillReport report) {
    StringWriter text = new StringWriter();
    DrillTable.print(report, new PrintWriter(text));
    return text.toString();
  }
}
