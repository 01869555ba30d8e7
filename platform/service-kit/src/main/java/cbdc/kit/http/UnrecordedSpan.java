package cbdc.kit.http;

import cbdc.kit.trace.Span;
import java.util.HexFormat;

/** A request where no collector is: ids by which its answer, the log and exemplars know it. */
final class UnrecordedSpan implements Span {
  private static final HexFormat HEX = HexFormat.of();

  private final String traceId;
  private final long number;

  UnrecordedSpan(String traceId, long number) {
    this.traceId = traceId;
    this.number = number;
  }

  @Override
  public String traceId() {
    return traceId;
  }

  /** Written out only when asked for, which is once in some thousand requests. */
  @Override
  public String spanId() {
    return HEX.toHexDigits(number);
  }

  @Override
  public boolean isRecorded() {
    return false;
  }

  @Override
  public boolean isTraceable() {
    return true;
  }

  @Override
  public void name(String name) {}

  @Override
  public void tag(String key, String value) {}

  @Override
  public void tag(String key, long value) {}

  @Override
  public void fail() {}

  @Override
  public void end() {}
}
