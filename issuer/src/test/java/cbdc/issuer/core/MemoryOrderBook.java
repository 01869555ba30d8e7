package cbdc.issuer.core;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An order book that forgets. */
public final class MemoryOrderBook implements OrderBook {
  public final Map<OrderId, OrderRecord> orders = new TreeMap<>();

  /** Called before each change, to let somebody else come first. */
  public Runnable before = () -> {};

  @Override
  public Found find(OrderId id) {
    OrderRecord order = orders.get(id);
    return order == null ? new Found.Absent("") : new Found.Present(order);
  }

  @Override
  public Listing list() {
    return new Listing(List.copyOf(orders.values()), List.of());
  }

  @Override
  public boolean add(OrderRecord order) {
    return orders.putIfAbsent(order.id(), order) == null;
  }

  @Override
  public boolean replace(OrderRecord order) {
    before.run();
    OrderRecord held = orders.get(order.id());
    if (held == null || held.version() != order.version() - 1) {
      return false;
    }
    orders.put(order.id(), order);
    return true;
  }
}
