package cbdc.simulator.simulate;

import java.util.EnumMap;
import java.util.Map;

/** What happened in a run, so that a reader sees what it covered. */
final class Counters {

  /** What is counted. */
  enum Count {
    COMMANDS_SUBMITTED,
    COMMANDS_SETTLED,
    COMMANDS_REFUSED,
    COMMANDS_RETURNED,
    COMMANDS_CANCELLED,
    COMMANDS_UNKNOWN,
    READS_ANSWERED,
    READS_REFUSED,
    PAYMENTS_ACROSS_SHARDS,
    HOLDS_PLACED,
    HOLDS_EXPIRED,
    IDS_EXPIRED,
    DUPLICATES_ANSWERED,
    ORDERS_EXECUTED,
    ENTRIES_COMMITTED,
    ELECTIONS,
    LEADERSHIP_TRANSFERS,
    SNAPSHOTS_INSTALLED,
    HISTORY_BACKFILLED,
    MEMBERSHIP_CHANGES,
    NODES_STARTED,
    ROUNDS_LOST_AT_CRASH,
    MESSAGES_LOST,
    MESSAGES_REPEATED,
    CALLS_REPEATED,
    HANDSHAKES_REFUSED;

    /** As printed. */
    String words() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
  }

  private final Map<Count, Long> counts = new EnumMap<>(Count.class);
  private final Map<FaultKind, Long> faults = new EnumMap<>(FaultKind.class);

  void add(Count what) {
    add(what, 1);
  }

  void add(Count what, long by) {
    counts.merge(what, by, Long::sum);
  }

  void add(FaultKind fault) {
    add(fault, 1);
  }

  void add(FaultKind fault, long times) {
    faults.merge(fault, times, Long::sum);
  }

  long of(Count what) {
    return counts.getOrDefault(what, 0L);
  }

  long of(FaultKind fault) {
    return faults.getOrDefault(fault, 0L);
  }

  /** Faults of all kinds. */
  long faults() {
    return faults.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Adds what another run counted. */
  void add(Counters other) {
    other.counts.forEach(this::add);
    other.faults.forEach(this::add);
  }
}
