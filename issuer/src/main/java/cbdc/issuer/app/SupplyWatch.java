package cbdc.issuer.app;

import cbdc.issuer.core.LedgerPort;
import cbdc.issuer.core.OrderArchive;
import cbdc.issuer.core.SupplyAudit;
import cbdc.issuer.core.SupplyReport;
import cbdc.kit.HealthChecks.Verdict;
import cbdc.kit.db.DatabaseUnavailable;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the supply again and again, judges it, and keeps what it was. What does not add up is an
 * alarm in the log and in the metrics at once, whether or not there is a database.
 */
final class SupplyWatch {
  private static final Logger LOG = LoggerFactory.getLogger(SupplyWatch.class);

  private final LedgerPort ledger;
  private final OrderArchive archive;
  private final IssuerMetrics metrics;
  private final Clock clock;
  private final Duration kept;
  private final Duration patience;
  private volatile Verdict ledgerVerdict = new Verdict(false, "not asked yet");

  /**
   * A watch.
   *
   * @param kept how long samples are kept
   * @param patience how long to wait for the ledger
   */
  SupplyWatch(
      LedgerPort ledger,
      OrderArchive archive,
      IssuerMetrics metrics,
      Clock clock,
      Duration kept,
      Duration patience) {
    this.ledger = ledger;
    this.archive = archive;
    this.metrics = metrics;
    this.clock = clock;
    this.kept = kept;
    this.patience = patience;
  }

  /** Whether the ledger answered last time. */
  Verdict ledger() {
    return ledgerVerdict;
  }

  /** One look; never throws, so that a timer goes on. */
  void look() {
    try {
      SupplyReport report =
          SupplyAudit.read(ledger)
              .toCompletableFuture()
              .get(patience.toMillis(), TimeUnit.MILLISECONDS);
      long now = clock.millis();
      metrics.read(report, now);
      ledgerVerdict = new Verdict(true, "answers");
      report.faults().forEach(fault -> LOG.error("the supply does not add up: {}", fault));
      keep(report, now);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException silent) {
      Throwable cause = silent.getCause() == null ? silent : silent.getCause();
      ledgerVerdict = new Verdict(false, "did not answer: " + cause.getMessage());
      LOG.warn("the supply could not be read: {}", cause.toString());
    } catch (RuntimeException bug) {
      LOG.error("the supply could not be judged or kept", bug);
    }
  }

  private void keep(SupplyReport report, long now) {
    try {
      archive.keepSample(now, report, now - kept.toMillis());
      metrics.counted(archive.orderCounts(now));
    } catch (DatabaseUnavailable away) {
      LOG.debug("the supply was not kept: {}", away.getMessage());
    }
  }
}
