package cbdc.load;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the ledger decided. Any thread may count. */
final class Decisions {
  private final LongAdder settled = new LongAdder();
  private final Map<Decline, LongAdder> declined = new EnumMap<>(Decline.class);

  Decisions() {
    for (Decline code : Decline.values()) {
      declined.put(code, new LongAdder());
    }
  }

  void settled() {
    settled.increment();
  }

  void declined(Decline code) {
    declined.get(code).increment();
  }

  /** Declined ones among the decided, 0 to 100; 100 when nothing was decided. */
  double declinedPercent() {
    long all = settled.sum() + declinedCount();
    return all == 0 ? 100 : 100.0 * declinedCount() / all;
  }

  private long declinedCount() {
    return declined.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** One line for people. */
  String line() {
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(Locale.ROOT, "settled %,d, declined %,d", settled.sum(), declinedCount()));
    declined.forEach(
        (code, count) -> {
          if (count.sum() > 0) {
            line.append(String.format(Locale.ROOT, ", %s %,d", code, count.sum()));
          }
        });
    return line.toString();
  }
}
