package cbdc.load.record;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code sweep.json} and {@code sweep.csv}: one run, or one search for the capacity, for each value
 * of a field.
 *
 * @param format 1
 * @param scenario its name
 * @param field whose value changes
 * @param values that were asked for, in that sequence
 * @param capacity whether the capacity was searched for each value
 * @param partial whether it was ended before all values had their turn
 * @param note what a reader of the figures must know; null where there is nothing
 * @param conditions what the first run ran on; null where there was none
 * @param rows what came out, a value's each
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Sweep(
    int format,
    String scenario,
    String field,
    List<String> values,
    boolean capacity,
    boolean partial,
    String note,
    Conditions conditions,
    List<Row> rows) {
  /** The format that this program writes. */
  public static final int FORMAT = 1;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private static final String HEAD =
      "value,capacity,achieved,p50_ms,p99_ms,p999_ms,declined_percent,failed_or_unknown,lost,doubled,verdict,folder";

  /** Copies the lists. */
  public Sweep {
    values = List.copyOf(values);
    rows = List.copyOf(rows);
  }

  /**
   * What one value came to. Where the capacity was searched, figures are those of the trial that
   * confirmed it.
   *
   * @param folder of the run or of the search
   * @param capacity the highest rate that met the objectives, requests a second; null where none
   *     did, or none was searched
   * @param figures null where no rate met the objectives
   * @param audit of all its requests
   * @param verdict last word; a search has passed when the books are right, whatever it found
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Row(
      String value,
      String folder,
      Double capacity,
      Figures figures,
      Audit audit,
      RunFile.Verdict verdict) {
    private String line() {
      String of =
          figures == null
              ? ",,,,,"
              : String.format(
                  Locale.ROOT,
                  "%.2f,%.3f,%.3f,%.3f,%.2f,%d",
                  figures.achieved(),
                  figures.p50(),
                  figures.p99(),
                  figures.p999(),
                  figures.declinedPercent(),
                  figures.failedOrUnknown());
      return String.join(
          ",",
          quoted(value),
          capacity == null ? "" : String.format(Locale.ROOT, "%.0f", capacity),
          of,
          Long.toString(audit.lost()),
          Long.toString(audit.doubled()),
          verdict.toString(),
          folder);
    }

    private static String quoted(String text) {
      return text.matches("[^\",\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
  }

  /**
   * Of one run.
   *
   * @param achieved requests answered a second
   * @param p50 from when due, milliseconds
   * @param declinedPercent of all requests
   * @param failedOrUnknown requests
   */
  public record Figures(
      double achieved,
      double p50,
      double p99,
      double p999,
      double declinedPercent,
      long failedOrUnknown) {
    /** Those of a run. */
    public static Figures of(RunFile run) {
      Counts counts = run.outcomes();
      return new Figures(
          run.rate().achieved(),
          run.latency().p50(),
          run.latency().p99(),
          run.latency().p999(),
          counts.offered() == 0 ? 0 : Math.round(1e4 * counts.declined() / counts.offered()) / 1e2,
          counts.failed() + counts.unknown());
    }
  }

  /** Whether every value has passed. */
  @JsonIgnore
  public boolean isPassed() {
    return rows.stream().allMatch(row -> row.verdict() == RunFile.Verdict.PASSED);
  }

  /** As a table for other programs, values as they were given. */
  public String csv() {
    return Stream.concat(Stream.of(HEAD), rows.stream().map(Row::line))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /** Writes both files. */
  public void write(Path folder) throws IOException {
    Files.write(folder.resolve("sweep.json"), JSON.writeValueAsBytes(this));
    Files.writeString(folder.resolve("sweep.csv"), csv());
  }
}
