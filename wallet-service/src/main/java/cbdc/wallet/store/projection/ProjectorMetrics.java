package cbdc.wallet.store.projection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** What the projection shows of itself. */
public final class ProjectorMetrics {
  private final Counter records;
  private final Counter contradictions;
  private final Timer transactions;

  /** Registers the meters. */
  public ProjectorMetrics(MeterRegistry registry, Progress progress, InstantSource clock) {
    records =
        Counter.builder("cbdc.wallet.projection.records")
            .description("feed records projected")
            .register(registry);
    contradictions =
        Counter.builder("cbdc.wallet.projection.contradictions")
            .description(
                "attempts to project a page that does not fit to what was projected before")
            .register(registry);
    transactions =
        Timer.builder("cbdc.wallet.projection.transactions")
            .description("transactions that project pages")
            .register(registry);
    Gauge.builder("cbdc.wallet.projection.lag", () -> progress.millisBehind(clock.millis()) / 1e3)
        .baseUnit("seconds")
        .description("for how long things may have been happening that are not projected")
        .strongReference(true)
        .register(registry);
    Gauge.builder("cbdc.wallet.projection.behind", progress::recordsBehind)
        .baseUnit("history.records")
        .description("history records that are known to exist and are not projected")
        .strongReference(true)
        .register(registry);
  }

  void projected(int feedRecords, long nanos) {
    records.increment(feedRecords);
    transactions.record(nanos, TimeUnit.NANOSECONDS);
  }

  void contradiction() {
    contradictions.increment();
  }
}
