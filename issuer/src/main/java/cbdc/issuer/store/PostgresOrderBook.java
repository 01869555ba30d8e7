package cbdc.issuer.store;

import cbdc.issuer.core.AuditEntry;
import cbdc.issuer.core.AuditNote;
import cbdc.issuer.core.OrderBook;
import cbdc.issuer.core.OrderId;
import cbdc.issuer.core.OrderRecord;
import cbdc.kit.db.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The order book in the issuer's database, as one person uses it. Every change is written together
 * with its line in the audit log, or not at all.
 */
public final class PostgresOrderBook implements OrderBook {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresOrderBook.class);

  private final Database database;
  private final Clock clock;
  private final String actor;

  /**
   * A book.
   *
   * @param actor name of the person who changes it, for the audit log
   */
  public PostgresOrderBook(Database database, Clock clock, String actor) {
    this.database = database;
    this.clock = clock;
    this.actor = actor;
  }

  @Override
  public Found find(OrderId id) {
    return database.transact(c -> OrderRows.find(c, id));
  }

  @Override
  public Listing list() {
    return listing("true", s -> {});
  }

  @Override
  public List<OrderRecord> numberedFrom(int bank, long number) {
    return listing(
            "bank = ? and number >= ?",
            s -> {
              s.setInt(1, bank);
              s.setLong(2, number);
            })
        .orders();
  }

  private Listing listing(String where, OrderRows.Parameters parameters) {
    List<OrderRecord> orders = new ArrayList<>();
    List<String> notices = new ArrayList<>();
    for (OrderRows.Row row : database.transact(c -> OrderRows.read(c, where, parameters))) {
      switch (row.order().found()) {
        case Found.Present present -> orders.add(present.order());
        case Found.Damaged damaged -> notices.add(damaged.notice());
        case Found.Absent absent -> throw new IllegalStateException("a row without an order");
      }
    }
    orders.sort((a, b) -> a.id().compareTo(b.id()));
    return new Listing(orders, notices);
  }

  @Override
  public boolean add(OrderRecord order) {
    return noted(
        database.transact(
            c ->
                OrderRows.insert(c, order)
                    ? Optional.of(note(c, AuditNote.ofNew(order)))
                    : Optional.empty()));
  }

  @Override
  public boolean replace(OrderRecord order) {
    return noted(database.transact(c -> replace(c, order)));
  }

  private Optional<AuditEntry> replace(Connection c, OrderRecord order) throws SQLException {
    boolean isHeld = OrderRows.lock(c, order.id());
    if (!isHeld
        || !(OrderRows.find(c, order.id()) instanceof Found.Present(OrderRecord before))
        || before.version() != order.version() - 1
        || !Arrays.equals(before.bytes(), order.bytes())) {
      return Optional.empty();
    }
    OrderRows.update(c, before, order);
    return Optional.of(note(c, AuditNote.ofChange(before, order)));
  }

  private AuditEntry note(Connection c, AuditNote note) throws SQLException {
    return AuditRows.append(c, clock.millis(), actor, note);
  }

  /** Whether something was changed, once it is committed. */
  private static boolean noted(Optional<AuditEntry> entry) {
    // Whoever keeps the service's log can tell by this whether the end of the audit log was cut.
    entry.ifPresent(
        line ->
            LOG.info(
                "audit {} {}: {} {}",
                line.number(),
                HexFormat.of().formatHex(line.hash()),
                line.note().action(),
                line.note().order()));
    return entry.isPresent();
  }
}
