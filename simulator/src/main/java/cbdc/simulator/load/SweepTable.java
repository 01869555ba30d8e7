package cbdc.simulator.load;

import cbdc.load.record.Sweep;
import cbdc.load.record.Sweep.Figures;
import cbdc.load.record.Sweep.Row;
import java.io.PrintWriter;
import java.util.Locale;

/** What came out of a sweep, a line for each value, for people. */
final class SweepTable {
  private final PrintWriter out;

  SweepTable(PrintWriter out) {
    this.out = out;
  }

  void print(Sweep sweep) {
    line("");
    line("%s by %s", sweep.scenario(), sweep.field());
    if (sweep.capacity()) {
      line(
          "  %-16s %10s %10s %10s %6s %8s  %s",
          "value", "highest/s", "p99 ms", "p99.9 ms", "lost", "doubled", "books");
      sweep.rows().forEach(this::capacity);
    } else {
      line(
          "  %-16s %10s %9s %9s %9s %10s %15s %6s %8s  %s",
          "value",
          "achieved/s",
          "p50 ms",
          "p99 ms",
          "p99.9 ms",
          "declined %",
          "failed+unknown",
          "lost",
          "doubled",
          "verdict");
      sweep.rows().forEach(this::run);
    }
    if (sweep.note() != null) {
      line("  note: %s", sweep.note());
    }
    if (sweep.partial()) {
      line("  ended early: %d of %d values", sweep.rows().size(), sweep.values().size());
    }
  }

  private void run(Row row) {
    Figures figures = row.figures();
    line(
        "  %-16s %,10.1f %,9.1f %,9.1f %,9.1f %10.2f %,15d %,6d %,8d  %s",
        row.value(),
        figures.achieved(),
        figures.p50(),
        figures.p99(),
        figures.p999(),
        figures.declinedPercent(),
        figures.failedOrUnknown(),
        row.audit().lost(),
        row.audit().doubled(),
        row.verdict());
  }

  private void capacity(Row row) {
    Figures figures = row.figures();
    line(
        "  %-16s %10s %10s %10s %,6d %,8d  %s",
        row.value(),
        row.capacity() == null ? "none" : of("%,.0f", row.capacity()),
        figures == null ? "" : of("%,.1f", figures.p99()),
        figures == null ? "" : of("%,.1f", figures.p999()),
        row.audit().lost(),
        row.audit().doubled(),
        row.audit().isClean() ? "right" : "WRONG");
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation is in no library that this needs
  private void line(String format, Object... values) {
    out.println(of(format, values));
    out.flush();
  }

  @SuppressWarnings("AnnotateFormatMethod") // as above
  private static String of(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
