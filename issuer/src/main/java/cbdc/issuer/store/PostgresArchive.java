package cbdc.issuer.store;

import cbdc.issuer.core.AuditEntry;
import cbdc.issuer.core.OrderArchive;
import cbdc.issuer.core.SupplyReport;
import cbdc.issuer.core.SupplySample;
import cbdc.kit.db.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Lists, audit log and supply over time in the issuer's database. */
public final class PostgresArchive implements OrderArchive {
  /** Where Flyway finds the tables. */
  public static final String MIGRATIONS = "cbdc/issuer/store/migration";

  private static final String EXPIRED =
      "last_valid_day < floor((? / 1000 + utc_offset_seconds) / 86400.0)";

  private final Database database;

  /** An archive. */
  public PostgresArchive(Database database) {
    this.database = database;
  }

  @Override
  public Page<Listed> orders(OrderFilter filter, OptionalLong from, int limit, long nowMillis) {
    String where =
        "(? < 0 or bank = ?) and entry <= ? and "
            + stateCondition(filter.state())
            + " order by entry desc limit ?";
    List<OrderRows.Row> rows =
        database.transact(
            c ->
                OrderRows.read(
                    c,
                    where,
                    s -> {
                      s.setInt(1, filter.bank().orElse(-1));
                      s.setInt(2, filter.bank().orElse(-1));
                      s.setLong(3, from.orElse(Long.MAX_VALUE));
                      s.setLong(4, nowMillis);
                      s.setInt(5, limit + 1);
                    }));
    return rows.size() <= limit
        ? new Page<>(listed(rows), OptionalLong.empty())
        : new Page<>(listed(rows.subList(0, limit)), OptionalLong.of(rows.get(limit).entry()));
  }

  private static List<Listed> listed(List<OrderRows.Row> rows) {
    return rows.stream().map(OrderRows.Row::order).toList();
  }

  /**
   * A condition with one parameter, now in Unix milliseconds; the words are ours, not a caller's.
   */
  private static String stateCondition(Optional<String> state) {
    String isOpen = "state in ('DRAFTED', 'APPROVED')";
    return switch (state.orElse("")) {
      case "" -> "? > 0";
      case "EXPIRED" -> isOpen + " and " + EXPIRED;
      case "DRAFTED" -> "state = 'DRAFTED' and not " + EXPIRED;
      case "APPROVED" -> "state = 'APPROVED' and not " + EXPIRED;
      case "SUBMITTED" -> "state = 'SUBMITTED' and ? > 0";
      case "EXECUTED" -> "state = 'EXECUTED' and ? > 0";
      case "REFUSED" -> "state = 'REFUSED' and ? > 0";
      case "WITHDRAWN" -> "state = 'WITHDRAWN' and ? > 0";
      default -> throw new IllegalArgumentException("there is no state " + state.get());
    };
  }

  @Override
  public Map<OrderCount, Long> orderCounts(long nowMillis) {
    String sql =
        "select kind, case when state in ('DRAFTED', 'APPROVED') and "
            + EXPIRED
            + " then 'EXPIRED' else state end as stands, count(*) as orders from orders group by 1, 2";
    return database.transact(
        c -> {
          try (PreparedStatement s = c.prepareStatement(sql)) {
            s.setLong(1, nowMillis);
            try (ResultSet r = s.executeQuery()) {
              Map<OrderCount, Long> counts = new HashMap<>();
              while (r.next()) {
                counts.put(
                    new OrderCount(r.getString("kind"), r.getString("stands")),
                    r.getLong("orders"));
              }
              return counts;
            }
          }
        });
  }

  @Override
  public AuditPage audit(OptionalLong from, int limit) {
    return database.transact(c -> AuditRows.page(c, from.orElse(1), limit));
  }

  @Override
  public Optional<AuditEntry> auditHead() {
    return database.transact(AuditRows::last);
  }

  @Override
  public void keepSample(long atMillis, SupplyReport report, long forgetBeforeMillis) {
    database.transact(
        c -> {
          SampleRows.insert(c, atMillis, report);
          SampleRows.forgetBefore(c, forgetBeforeMillis);
          return null;
        });
  }

  @Override
  public Page<SupplySample> samples(
      long fromMillis, long toMillis, OptionalInt bank, OptionalLong after, int limit) {
    return database.transact(
        c -> SampleRows.page(c, fromMillis, toMillis, bank, after.orElse(0), limit));
  }
}
