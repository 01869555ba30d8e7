package cbdc.kit.trace;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the service's own log when a collector goes away and when it is back, once each. */
final class ReportingExporter implements SpanExporter {
  private static final Logger LOG = LoggerFactory.getLogger(ReportingExporter.class);

  // OpenTelemetry tells the same to the JDK's log, a stack trace each time. Loggers of the JDK
  // forget their level unless somebody holds them.
  private static final java.util.logging.Logger ITS_OWN =
      java.util.logging.Logger.getLogger("io.opentelemetry.exporter");

  static {
    ITS_OWN.setLevel(Level.OFF);
  }

  private final URI endpoint;
  private final SpanExporter exporter;
  private final AtomicBoolean isAway = new AtomicBoolean();

  ReportingExporter(URI endpoint, SpanExporter exporter) {
    this.endpoint = endpoint;
    this.exporter = exporter;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    CompletableResultCode result = exporter.export(spans);
    return result.whenComplete(() -> report(result.isSuccess()));
  }

  private void report(boolean isSuccess) {
    if (isAway.compareAndSet(isSuccess, !isSuccess)) {
      if (isSuccess) {
        LOG.info("spans reach {} again", endpoint);
      } else {
        LOG.warn("no collector takes spans at {}; they are dropped until one does", endpoint);
      }
    }
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
