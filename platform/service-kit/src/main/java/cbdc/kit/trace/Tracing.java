package cbdc.kit.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Shows spans to a collector, in the background. Nobody waits for it: what does not fit into the
 * queue, because the collector is slow or away, is dropped.
 */
public final class Tracing implements AutoCloseable {
  private static final int QUEUE_MAX = 4_096;
  private static final int BATCH_MAX = 512;
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration EXPORT_LIMIT = Duration.ofSeconds(5);
  private static final long CLOSE_LIMIT_SECONDS = 3;

  private final SdkTracerProvider provider;
  private final Tracer tracer;

  private Tracing(SdkTracerProvider provider) {
    this.provider = provider;
    this.tracer = provider.get("cbdc");
  }

  /**
   * Tracing to a collector, whether it is there yet or not.
   *
   * @param service what the spans are of, such as {@code cbdc-wallet}
   * @param instance which one of them
   */
  public static Tracing to(TracingSettings settings, String service, String instance) {
    SpanExporter exporter =
        new ReportingExporter(
            settings.endpoint(),
            OtlpHttpSpanExporter.builder()
                .setEndpoint(settings.endpoint().toString())
                .setConnectTimeout(EXPORT_LIMIT)
                .setTimeout(EXPORT_LIMIT)
                // What is lost is lost: trying again would fill the queue with what is old.
                .setRetryPolicy(null)
                .build());
    Attributes names =
        Attributes.of(
            AttributeKey.stringKey("service.name"),
            service,
            AttributeKey.stringKey("service.instance.id"),
            instance);
    return new Tracing(
        SdkTracerProvider.builder()
            .setResource(Resource.getDefault().merge(Resource.create(names)))
            .setSampler(sampler(settings.samplePercent()))
            .addSpanProcessor(
                BatchSpanProcessor.builder(exporter)
                    .setMaxQueueSize(QUEUE_MAX)
                    .setMaxExportBatchSize(BATCH_MAX)
                    .setScheduleDelay(EVERY)
                    .setExporterTimeout(EXPORT_LIMIT)
                    .build())
            .build());
  }

  /** By the trace's id, whatever a caller wishes: callers do not decide what is kept of them. */
  private static Sampler sampler(int percent) {
    Sampler share = Sampler.traceIdRatioBased(percent / 100.0);
    return Sampler.parentBasedBuilder(share)
        .setRemoteParentSampled(share)
        .setRemoteParentNotSampled(share)
        .build();
  }

  /** The span of a request that begins a trace. */
  public Span request() {
    return started(tracer.spanBuilder("request").setNoParent(), SpanKind.SERVER);
  }

  /** The span of a request that goes on in a caller's trace, as its traceparent has it. */
  public Span request(String traceId, String parentSpanId) {
    SpanContext caller =
        SpanContext.createFromRemoteParent(
            traceId, parentSpanId, TraceFlags.getDefault(), TraceState.getDefault());
    return started(
        tracer
            .spanBuilder("request")
            .setParent(Context.root().with(io.opentelemetry.api.trace.Span.wrap(caller))),
        SpanKind.SERVER);
  }

  /** The span of what is asked of another service for the span that this thread works for. */
  public Span question(String name) {
    SpanBuilder builder = tracer.spanBuilder(name).setNoParent();
    if (CurrentSpan.get() instanceof RecordedSpan asking) {
      builder.setParent(Context.root().with(asking.inner()));
    }
    return started(builder, SpanKind.CLIENT);
  }

  private static Span started(SpanBuilder builder, SpanKind kind) {
    return new RecordedSpan(builder.setSpanKind(kind).startSpan());
  }

  /** Sends what there is, but does not wait long for a collector that is away. */
  @Override
  public void close() {
    provider.shutdown().join(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS);
  }
}
