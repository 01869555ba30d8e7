package cbdc.kit;

import cbdc.kit.trace.CurrentSpan;
import cbdc.kit.trace.Span;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.tracer.common.SpanContext;
import java.util.Properties;

/**
 * A service's meters, kept for Prometheus. Names are {@code cbdc.<service>.<noun>}; tag values come
 * from enums, never from accounts, payments or anything else without bound. What is measured while
 * a thread has a {@link CurrentSpan} may name that span as its exemplar.
 */
public final class ServiceMetrics implements AutoCloseable {
  private static final String OPEN_METRICS = "application/openmetrics-text";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(
          new Settings(), new PrometheusRegistry(), Clock.SYSTEM, new Exemplars());
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

  private ServiceMetrics() {}

  /** A registry without any meter yet. */
  public static ServiceMetrics empty() {
    return new ServiceMetrics();
  }

  /** A registry with the meters of the JVM and the process. */
  public static ServiceMetrics ofProcess() {
    ServiceMetrics metrics = new ServiceMetrics();
    PrometheusMeterRegistry registry = metrics.registry;
    metrics.garbageCollection.bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    return metrics;
  }

  /** Where meters are registered. */
  public MeterRegistry registry() {
    return registry;
  }

  /** Everything in the text format of Prometheus. */
  public String scrape() {
    return registry.scrape();
  }

  /** Everything in the format OpenMetrics, the one that has exemplars. */
  public String scrapeOpenMetrics() {
    return registry.scrape(OPEN_METRICS);
  }

  private static final class Settings implements PrometheusConfig {
    @Override
    public String get(String key) {
      return null;
    }

    /**
     * None: Micrometer's own would put exemplars on lines on which OpenMetrics 1.0 has none, and a
     * Prometheus before 2.43 then takes nothing of a scrape.
     */
    @Override
    public Properties prometheusProperties() {
      return new Properties();
    }
  }

  /** Which span a measurement may name; asked only when a new exemplar is due. */
  private static final class Exemplars implements SpanContext {
    @Override
    public String getCurrentTraceId() {
      Span span = CurrentSpan.get();
      return span == null ? null : span.traceId();
    }

    @Override
    public String getCurrentSpanId() {
      Span span = CurrentSpan.get();
      return span == null ? null : span.spanId();
    }

    @Override
    public boolean isCurrentSpanSampled() {
      Span span = CurrentSpan.get();
      return span != null && span.isTraceable();
    }

    @Override
    public void markCurrentSpanAsExemplar() {
      // Which spans are kept was decided when they began.
    }
  }

  @Override
  public void close() {
    garbageCollection.close();
    registry.close();
  }
}
