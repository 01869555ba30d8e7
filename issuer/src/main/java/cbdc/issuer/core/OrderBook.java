package cbdc.issuer.core;

import java.util.List;

/**
 * Where orders and their approvals are kept. Losing it loses no money and lets nobody mint:
 * numbers, quota and authority are the ledger's. What was added or replaced is on disk when the
 * call returns. Calls may block on the disk; safe for use by several threads and processes.
 */
public interface OrderBook {
  /**
   * What a look at the book found.
   *
   * @param orders sorted by id
   * @param notices one line for each thing that could not be read or is left over from an
   *     interrupted write
   */
  record Listing(List<OrderRecord> orders, List<String> notices) {
    public Listing {
      orders = List.copyOf(orders);
      notices = List.copyOf(notices);
    }
  }

  /** What a look for one order found. */
  sealed interface Found {
    /** Here it is. */
    record Present(OrderRecord order) implements Found {}

    /** No such order; {@code notice} says what else lies under the name, or is empty. */
    record Absent(String notice) implements Found {}

    /** There is one, but its record cannot be trusted, for this reason. */
    record Damaged(String notice) implements Found {}
  }

  /** Looks for one order. */
  Found find(OrderId id);

  /** Everything. */
  Listing list();

  /** The orders of a bank (0: the system) from a number on, as far as they can be read. */
  default List<OrderRecord> numberedFrom(int bank, long number) {
    return list().orders().stream()
        .filter(record -> record.id().bank() == bank && record.id().number() >= number)
        .toList();
  }

  /** Keeps a new order; false when the id is taken. */
  boolean add(OrderRecord order);

  /**
   * Keeps the next version of an order; false when the book no longer holds the version before it.
   */
  boolean replace(OrderRecord order);
}
