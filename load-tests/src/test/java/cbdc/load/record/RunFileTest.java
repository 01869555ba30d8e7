package cbdc.load.record;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.load.record.RunFile.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunFileTest {
  private static final Counts TEN = new Counts(10, 9, 1, 0, 0);

  @ParameterizedTest(name = "partial {0}, objective held {1}, lost {2}: {3}")
  @CsvSource({
    "false, true,  0, PASSED",
    "false, false, 0, FAILED",
    "false, true,  1, FAILED",
    "true,  true,  0, PARTIAL",
    "true,  false, 0, PARTIAL",
    // Wrong books are never only half a result.
    "true,  true,  1, FAILED",
  })
  void shouldGiveTheLastWordToTheBooks(boolean partial, boolean held, long lost, Verdict verdict) {
    Audit audit = new Audit("made up", 4, 9, lost, 0, 0, 0, true, "00", List.of());
    assertThat(run(partial, held).with(audit, List.of()).verdict()).isEqualTo(verdict);
  }

  @ParameterizedTest(name = "partial {0}: {1}")
  @CsvSource({"false, PASSED", "true, PARTIAL"})
  void shouldGiveItWithoutAnAuditToo(boolean partial, Verdict verdict) {
    assertThat(run(partial, true).with(null, List.of()).verdict()).isEqualTo(verdict);
  }

  private static RunFile run(boolean partial, boolean held) {
    return new RunFile(
        RunFile.FORMAT,
        null,
        "nobody",
        "2026-03-01T12:00:00Z",
        10,
        0,
        partial,
        null,
        null,
        null,
        TEN,
        null,
        Map.of(),
        Map.of(),
        null,
        List.of(),
        List.of(new Check("p99 in ms", 50, 40, held)),
        null,
        null);
  }
}
