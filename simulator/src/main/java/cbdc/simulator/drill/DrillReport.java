package cbdc.simulator.drill;

import java.util.List;

/**
 * What came out of a drill; also its JSON.
 *
 * @param result {@code ok} or {@code failed}
 */
public record DrillReport(String result, long seed, List<Row> rows) {

  /**
   * One fault.
   *
   * @param skipped why it was not drilled; null when it was
   * @param acknowledged payments that a client was told are settled
   * @param refused commands that it was told are not executed
   * @param unknownResolved commands without an outcome in time, of which asking told it
   * @param lost acknowledged payments that are not on the ledger
   * @param doubled payments that are there twice, or though they were refused
   * @param disagreements all else that was said and is not so
   * @param unavailableSeconds longest time in which a shard acknowledged nothing
   * @param unavailableSecondsByShard the same for each shard
   * @param limitSeconds how long that may be; null where the fault leaves no service to be had
   * @param seconds how long it all took, the check included
   * @param verifiedRecords history records executed again by {@code verify}, all copies equal
   * @param findings what is wrong, the first few
   */
  public record Row(
      String fault,
      String description,
      String skipped,
      long acknowledged,
      long refused,
      long unknownResolved,
      long lost,
      long doubled,
      long disagreements,
      double unavailableSeconds,
      List<Double> unavailableSecondsByShard,
      Double limitSeconds,
      double seconds,
      long verifiedRecords,
      List<String> findings) {

    static Row skipped(String fault, String description, String reason) {
      return new Row(
          fault, description, reason, 0, 0, 0, 0, 0, 0, 0, List.of(), null, 0, 0, List.of());
    }

    /** Whether nothing is wrong; nothing is where nothing was drilled. */
    boolean isClean() {
      return findings.isEmpty();
    }

    /** One word: {@code ok}, {@code FAILED} or {@code skipped}. */
    String verdict() {
      if (skipped != null) {
        return "skipped";
      }
      return isClean() ? "ok" : "FAILED";
    }
  }

  static DrillReport of(long seed, List<Row> rows) {
    boolean clean = rows.stream().allMatch(Row::isClean);
    return new DrillReport(clean ? "ok" : "failed", seed, List.copyOf(rows));
  }

  /** Whether nothing was lost, doubled or told wrongly. */
  boolean isClean() {
    return rows.stream().allMatch(Row::isClean);
  }

  long acknowledged() {
    return rows.stream().mapToLong(Row::acknowledged).sum();
  }
}
