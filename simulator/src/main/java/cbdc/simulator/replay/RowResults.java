package cbdc.simulator.replay;

import cbdc.protocol.RejectionCode;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What became of the rows, as the ledger answered. Used by one thread. */
final class RowResults {
  private final Map<RowKind, Long> rows = new EnumMap<>(RowKind.class);
  private final Map<RowKind, Long> declined = new EnumMap<>(RowKind.class);
  private final SortedMap<String, Long> declinedByCode = new TreeMap<>();
  private long payments;

  /** A row came through. */
  void accepted(RowKind kind) {
    rows.merge(kind, 1L, Long::sum);
  }

  /** A row was refused. */
  void declined(RowKind kind, RejectionCode code) {
    rows.merge(kind, 1L, Long::sum);
    declined.merge(kind, 1L, Long::sum);
    declinedByCode.merge(code.name(), 1L, Long::sum);
  }

  /** A payment was settled in this run. */
  void paid() {
    payments++;
  }

  /** Rows with a result. */
  long rows() {
    return rows.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Rows refused. */
  long declined() {
    return declined.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Rows by kind. */
  SortedMap<String, Long> byKind() {
    return named(rows);
  }

  /** Rows refused, by kind. */
  SortedMap<String, Long> declinedByKind() {
    return named(declined);
  }

  /** Rows refused, by rejection code. */
  SortedMap<String, Long> declinedByCode() {
    return declinedByCode;
  }

  /** Payments settled in this run. */
  long payments() {
    return payments;
  }

  private static SortedMap<String, Long> named(Map<RowKind, Long> counts) {
    SortedMap<String, Long> named = new TreeMap<>();
    counts.forEach((kind, count) -> named.put(kind.name(), count));
    return named;
  }
}
