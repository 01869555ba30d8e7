package cbdc.simulator.drill;

import cbdc.simulator.console.Numbers;
import java.io.PrintWriter;
import java.util.Locale;

/** The result as a table, which is also Markdown. */
final class DrillTable {
  /** How long a shard may be without service after one crash or isolation. */
  private static final int TARGET_SECONDS = 5;

  private DrillTable() {}

  static void print(DrillReport report, PrintWriter out) {
    out.println(
        "| fault | acknowledged | refused | unknown, resolved | lost | doubled | no service, longest |");
    out.println("|---|--:|--:|--:|--:|--:|--:|");
    report.rows().forEach(row -> out.println(line(row)));
    out.println();
    for (DrillReport.Row row : report.rows()) {
      row.findings().forEach(finding -> out.println("  " + row.fault() + ": " + finding));
    }
    out.printf(
        "%s: %s acknowledged payments, %d faults, seed %d%n",
        report.isClean() ? "ok" : "FAILED",
        Numbers.grouped(report.acknowledged()),
        report.rows().stream().filter(row -> row.skipped() == null).count(),
        report.seed());
    out.flush();
  }

  private static String line(DrillReport.Row row) {
    if (row.skipped() != null) {
      return "| " + row.description() + " | skipped: " + row.skipped() + " | | | | | |";
    }
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %d | %d | %.1f s%s |",
        row.description(),
        Numbers.grouped(row.acknowledged()),
        Numbers.grouped(row.refused()),
        Numbers.grouped(row.unknownResolved()),
        row.lost(),
        row.doubled(),
        row.unavailableSeconds(),
        isOverTarget(row) ? ", over the target of " + TARGET_SECONDS + " s" : "");
  }

  private static boolean isOverTarget(DrillReport.Row row) {
    return row.hasTarget() && row.unavailableSeconds() > TARGET_SECONDS;
  }
}
