package cbdc.issuer.app;

import cbdc.issuer.core.OrderArchive.OrderCount;
import cbdc.issuer.core.OrderWords;
import cbdc.issuer.core.SupplyReport;
import cbdc.issuer.core.SupplyReport.BankLine;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The issuer's meters: orders by kind and state, and the supply as it was last read, minor units.
 * Banks are tags: the issuer admits each by an order, so there are few.
 */
final class IssuerMetrics {
  private static final String MINOR_UNITS = "minor.units";
  private static final double MILLIS_PER_SECOND = 1_000;

  private record Read(SupplyReport report, long atMillis) {}

  private final MultiGauge orders;
  private final Map<MultiGauge, ToLongFunction<BankLine>> banks;
  private volatile Read last;

  IssuerMetrics(MeterRegistry registry, Clock clock) {
    orders =
        MultiGauge.builder("cbdc.issuer.orders")
            .description("Orders in the book by kind and state")
            .register(registry);
    banks =
        Map.of(
            ofBanks(registry, "outstanding", "Issued minus redeemed"), BankLine::outstanding,
            ofBanks(registry, "quota", "Most that may be outstanding"), BankLine::quota,
            ofBanks(registry, "reserve", "Reserve at the central bank"), BankLine::reserve,
            ofBanks(registry, "vault", "Currency in the vault"), BankLine::vault);
    supply(registry, "issued", "Ever issued", SupplyReport::issued);
    supply(registry, "redeemed", "Ever redeemed", SupplyReport::redeemed);
    supply(registry, "circulation", "Issued minus redeemed", SupplyReport::circulation);
    supply(registry, "held", "Held in all shards", SupplyReport::circulating);
    supply(registry, "in.flight", "Between two shards", SupplyReport::inFlight);
    supply(
        registry, "reserves.credited", "Ever credited to reserves", SupplyReport::reservesCredited);
    Gauge.builder("cbdc.issuer.supply.conserved", this, self -> self.conserved())
        .description("1 when every unit of currency is accounted for, else 0")
        .register(registry);
    Gauge.builder("cbdc.issuer.supply.age", this, self -> self.ageSeconds(clock))
        .description("Time since the supply was last read")
        .baseUnit("seconds")
        .register(registry);
  }

  private static MultiGauge ofBanks(MeterRegistry registry, String noun, String description) {
    return MultiGauge.builder("cbdc.issuer.bank." + noun)
        .description(description + ", by bank")
        .baseUnit(MINOR_UNITS)
        .register(registry);
  }

  private void supply(
      MeterRegistry registry, String noun, String description, ToLongFunction<SupplyReport> value) {
    Gauge.builder("cbdc.issuer.supply." + noun, this, self -> self.value(value))
        .description(description)
        .baseUnit(MINOR_UNITS)
        .register(registry);
  }

  /** The supply was read. */
  void read(SupplyReport report, long atMillis) {
    last = new Read(report, atMillis);
    banks.forEach(
        (gauge, value) ->
            gauge.register(
                report.banks().stream()
                    .<Row<?>>map(
                        bank ->
                            Row.of(
                                Tags.of("bank", OrderWords.bankText(bank.bank())),
                                value.applyAsLong(bank)))
                    .toList(),
                true));
  }

  /** The orders were counted. */
  void counted(Map<OrderCount, Long> counts) {
    List<Row<?>> rows =
        counts.entrySet().stream()
            .<Row<?>>map(
                count ->
                    Row.of(
                        Tags.of("kind", count.getKey().kind(), "state", count.getKey().state()),
                        count.getValue()))
            .toList();
    orders.register(rows, true);
  }

  private double value(ToLongFunction<SupplyReport> of) {
    Read read = last;
    return read == null ? Double.NaN : of.applyAsLong(read.report());
  }

  private double conserved() {
    Read read = last;
    return read == null ? Double.NaN : read.report().isConserved() ? 1 : 0;
  }

  private double ageSeconds(Clock clock) {
    Read read = last;
    return read == null ? Double.NaN : (clock.millis() - read.atMillis()) / MILLIS_PER_SECOND;
  }
}
