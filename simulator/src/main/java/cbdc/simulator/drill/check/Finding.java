package cbdc.simulator.drill.check;

/** Something that is not as it was promised. */
public record Finding(Kind kind, String text) {
  /** What was broken. */
  public enum Kind {
    /** An acknowledged payment is not on the ledger. */
    LOST,
    /** A payment is on the ledger twice, or though it was refused. */
    DOUBLED,
    /** Something else that was said is not so. */
    DISAGREES
  }

  static Finding lost(String text) {
    return new Finding(Kind.LOST, text);
  }

  static Finding doubled(String text) {
    return new Finding(Kind.DOUBLED, text);
  }

  static Finding disagrees(String text) {
    return new Finding(Kind.DISAGREES, text);
  }
}
