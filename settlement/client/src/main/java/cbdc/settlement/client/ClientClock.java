package cbdc.settlement.client;

/** The client's two clocks. */
public interface ClientClock {
  /** Milliseconds since some moment, zero or more; never jumps. */
  long monotonicMillis();

  /** Unix time in milliseconds; may jump. */
  long wallMillis();

  /** The machine's clocks. */
  static ClientClock system() {
    long startNanos = System.nanoTime();
    return new ClientClock() {
      @Override
      public long monotonicMillis() {
        return (System.nanoTime() - startNanos) / 1_000_000;
      }

      @Override
      public long wallMillis() {
        return System.currentTimeMillis();
      }
    };
  }
}
