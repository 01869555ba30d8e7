package cbdc.simulator.drill;

import cbdc.simulator.console.Numbers;
import java.io.PrintWriter;
import java.util.Locale;

/** The result as a table, which is also Markdown. */
final class DrillTable {
  private static final String HEAD =
      "| fault | acknowledged | refused | unknown, resolved | lost | doubled | no service, longest"
          + " | limit | result |";
  private static final String RULE = "|---|--:|--:|--:|--:|--:|--:|--:|---|";

  private DrillTable() {}

  static void print(DrillReport report, PrintWriter out) {
    out.println(HEAD);
    out.println(RULE);
    report.rows().forEach(row -> out.println(line(row)));
    out.println();
    for (DrillReport.Row row : report.rows()) {
      row.findings().forEach(finding -> out.println("  " + row.fault() + ": " + finding));
    }
    long drilled = report.rows().stream().filter(row -> row.skipped() == null).count();
    out.printf(
        Locale.ROOT,
        "%s: %s acknowledged payments, %d faults, %d skipped, %.0f s, seed %d%n",
        report.isClean() ? "ok" : "FAILED",
        Numbers.grouped(report.acknowledged()),
        drilled,
        report.rows().size() - drilled,
        report.rows().stream().mapToDouble(DrillReport.Row::seconds).sum(),
        report.seed());
    out.flush();
  }

  /** One fault's line of the table. */
  static String line(DrillReport.Row row) {
    if (row.skipped() != null) {
      return "| %s | | | | | | | | skipped: %s |".formatted(row.description(), row.skipped());
    }
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %d | %d | %.1f s | %s | %s |",
        row.description(),
        Numbers.grouped(row.acknowledged()),
        Numbers.grouped(row.refused()),
        Numbers.grouped(row.unknownResolved()),
        row.lost(),
        row.doubled(),
        row.unavailableSeconds(),
        row.limitSeconds() == null ? "none" : "%.0f s".formatted(row.limitSeconds()),
        row.verdict());
  }
}
