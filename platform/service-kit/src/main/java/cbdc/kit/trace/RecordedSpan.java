package cbdc.kit.trace;

import io.opentelemetry.api.trace.StatusCode;

/** A span that OpenTelemetry keeps, unless it was not chosen. */
final class RecordedSpan implements Span {
  private final io.opentelemetry.api.trace.Span span;

  RecordedSpan(io.opentelemetry.api.trace.Span span) {
    this.span = span;
  }

  io.opentelemetry.api.trace.Span inner() {
    return span;
  }

  @Override
  public String traceId() {
    return span.getSpanContext().getTraceId();
  }

  @Override
  public String spanId() {
    return span.getSpanContext().getSpanId();
  }

  @Override
  public boolean isRecorded() {
    return span.getSpanContext().isSampled();
  }

  @Override
  public boolean isTraceable() {
    return isRecorded();
  }

  @Override
  public void name(String name) {
    span.updateName(name);
  }

  @Override
  public void tag(String key, String value) {
    span.setAttribute(key, value);
  }

  @Override
  public void tag(String key, long value) {
    span.setAttribute(key, value);
  }

  @Override
  public void fail() {
    span.setStatus(StatusCode.ERROR);
  }

  @Override
  public void end() {
    span.end();
  }
}
