package cbdc.issuer.core;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The issuer's database beyond single orders: lists by page, the audit log, and the supply over
 * time. Calls may block; each fails as a whole when the database is absent.
 */
public interface OrderArchive {
  /** Most items of one page. */
  int PAGE_MAX = 200;

  /**
   * Part of a list.
   *
   * @param items at most as many as asked for
   * @param next where the next page begins; empty at the end
   */
  record Page<T>(List<T> items, OptionalLong next) {
    public Page {
      items = List.copyOf(items);
    }
  }

  /**
   * Which orders; empty means all.
   *
   * @param state as {@link OrderState#word} says it
   * @param bank bank code, 0 for the system
   */
  record OrderFilter(Optional<String> state, OptionalInt bank) {}

  /**
   * An order in a list, or why its record cannot be trusted.
   *
   * @param id its name
   */
  record Listed(OrderId id, OrderBook.Found found) {}

  /**
   * Orders, newest first.
   *
   * @param from where the page begins, as the page before said; empty for the first
   * @param nowMillis Unix milliseconds, by which orders may have expired
   */
  Page<Listed> orders(OrderFilter filter, OptionalLong from, int limit, long nowMillis);

  /** How many orders there are of each kind in each state, by {@link OrderState#word}. */
  Map<OrderCount, Long> orderCounts(long nowMillis);

  /** What orders are counted by. */
  record OrderCount(String kind, String state) {}

  /** An audit page with what does not fit in it, one line each. */
  record AuditPage(Page<AuditEntry> page, List<String> faults) {
    public AuditPage {
      faults = List.copyOf(faults);
    }
  }

  /**
   * The audit log, oldest first, every line checked against the one before it.
   *
   * @param from number of the first line; empty for the log's first
   */
  AuditPage audit(OptionalLong from, int limit);

  /** Last line of the audit log; empty when nothing was noted yet. */
  Optional<AuditEntry> auditHead();

  /** Notes the supply, and forgets what is older. */
  void keepSample(long atMillis, SupplyReport report, long forgetBeforeMillis);

  /**
   * Samples of the supply, oldest first.
   *
   * @param fromMillis first moment, Unix milliseconds
   * @param toMillis last moment
   * @param after number of the sample that the page follows; empty for the first page
   */
  Page<SupplySample> samples(
      long fromMillis, long toMillis, OptionalInt bank, OptionalLong after, int limit);
}
