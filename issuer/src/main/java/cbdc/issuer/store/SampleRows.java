package cbdc.issuer.store;

import cbdc.issuer.core.OrderArchive.Page;
import cbdc.issuer.core.SupplyReport;
import cbdc.issuer.core.SupplyReport.BankLine;
import cbdc.issuer.core.SupplySample;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The supply over time as rows. */
final class SampleRows {
  private static final String SELECT =
      """
      select s.*, b.bank, b.issued as bank_issued, b.redeemed as bank_redeemed, b.quota, b.reserve, b.vault
      from (select * from supply_samples where at >= ? and at <= ? and number > ? order by number limit ?) s
        left join supply_sample_banks b on b.sample = s.number and (? < 0 or b.bank = ?)
      order by s.number, b.bank
      """;

  private SampleRows() {}

  static void insert(Connection c, long atMillis, SupplyReport report) throws SQLException {
    String sql =
        """
        insert into supply_samples (at, issued, redeemed, circulation, in_flight, reserves_credited, conserved)
        values (?, ?, ?, ?, ?, ?, ?) returning number
        """;
    long number;
    try (PreparedStatement s = c.prepareStatement(sql)) {
      s.setObject(1, Times.ofMillis(atMillis));
      s.setLong(2, report.issued());
      s.setLong(3, report.redeemed());
      s.setLong(4, report.circulation());
      s.setLong(5, report.inFlight());
      s.setLong(6, report.reservesCredited());
      s.setBoolean(7, report.isConserved());
      try (ResultSet r = s.executeQuery()) {
        r.next();
        number = r.getLong(1);
      }
    }
    String bankSql =
        "insert into supply_sample_banks (sample, bank, issued, redeemed, quota, reserve, vault) values (?, ?, ?, ?, ?, ?, ?)";
    try (PreparedStatement s = c.prepareStatement(bankSql)) {
      for (BankLine bank : report.banks()) {
        s.setLong(1, number);
        s.setInt(2, bank.bank());
        s.setLong(3, bank.issued());
        s.setLong(4, bank.redeemed());
        s.setLong(5, bank.quota());
        s.setLong(6, bank.reserve());
        s.setLong(7, bank.vault());
        s.addBatch();
      }
      s.executeBatch();
    }
  }

  static void forgetBefore(Connection c, long millis) throws SQLException {
    try (PreparedStatement s = c.prepareStatement("delete from supply_samples where at < ?")) {
      s.setObject(1, Times.ofMillis(millis));
      s.executeUpdate();
    }
  }

  static Page<SupplySample> page(
      Connection c, long fromMillis, long toMillis, OptionalInt bank, long after, int limit)
      throws SQLException {
    try (PreparedStatement s = c.prepareStatement(SELECT)) {
      s.setObject(1, Times.ofMillis(fromMillis));
      s.setObject(2, Times.ofMillis(toMillis));
      s.setLong(3, after);
      s.setInt(4, limit + 1);
      s.setInt(5, bank.orElse(-1));
      s.setInt(6, bank.orElse(-1));
      try (ResultSet r = s.executeQuery()) {
        List<SupplySample> samples = new ArrayList<>();
        boolean more = r.next();
        while (more && samples.size() < limit) {
          more = add(r, samples);
        }
        return new Page<>(
            samples, more ? OptionalLong.of(samples.getLast().number()) : OptionalLong.empty());
      }
    }
  }

  /** Reads one sample with its banks; true when the next one's first row is at hand. */
  private static boolean add(ResultSet r, List<SupplySample> samples) throws SQLException {
    SupplySample sample = sample(r);
    List<BankLine> banks = new ArrayList<>();
    boolean more;
    do {
      int bank = r.getInt("bank");
      if (!r.wasNull()) {
        long issued = r.getLong("bank_issued");
        long redeemed = r.getLong("bank_redeemed");
        banks.add(
            new BankLine(
                bank,
                issued,
                redeemed,
                issued - redeemed,
                r.getLong("quota"),
                r.getLong("reserve"),
                r.getLong("vault")));
      }
      more = r.next();
    } while (more && r.getLong("number") == sample.number());
    samples.add(
        new SupplySample(
            sample.number(),
            sample.atMillis(),
            sample.issued(),
            sample.redeemed(),
            sample.circulation(),
            sample.inFlight(),
            sample.reservesCredited(),
            sample.isConserved(),
            banks));
    return more;
  }

  private static SupplySample sample(ResultSet r) throws SQLException {
    return new SupplySample(
        r.getLong("number"),
        Times.millis(r, "at"),
        r.getLong("issued"),
        r.getLong("redeemed"),
        r.getLong("circulation"),
        r.getLong("in_flight"),
        r.getLong("reserves_credited"),
        r.getBoolean("conserved"),
        List.of());
  }
}
