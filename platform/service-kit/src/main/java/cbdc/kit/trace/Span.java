package cbdc.kit.trace;

/** One piece of work in a trace: a request, or what a request asks of another service. */
public interface Span {
  /** The trace that it belongs to: 32 hex digits. */
  String traceId();

  /** Itself: 16 hex digits. */
  String spanId();

  /** Whether a collector is shown it. */
  boolean isRecorded();

  /** Whether its ids lead somewhere, so that a measurement may name them. */
  boolean isTraceable();

  /** What was done; a name of the contract, never of a caller. */
  void name(String name);

  /** Adds what is known about it. */
  void tag(String key, String value);

  /** Adds a number that is known about it. */
  void tag(String key, long value);

  /** Marks it as failed by a fault of ours. */
  void fail();

  /** It is over. */
  void end();
}
