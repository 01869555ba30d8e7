package cbdc.protocol.wire;

/** What a service asks a node for: the kind byte of a call. The values never change. */
public final class CallKind {
  /** {@link FlushRequest} → {@link FlushAnswer}. */
  public static final byte FLUSH = 1;

  /** {@link CompletionsRequest} → {@link CompletionsAnswer}. */
  public static final byte COMPLETIONS = 2;

  /** {@link ReadRequest} → {@link ReadAnswer}. */
  public static final byte READ = 3;

  /** {@link HintsRequest} → {@link HintsAnswer}. */
  public static final byte HINTS = 4;

  private CallKind() {}
}
