package cbdc.load.record;

import java.util.Locale;

/** What became of a request. */
public enum Outcome {
  /** Done, and final; a read was answered. */
  SETTLED(1),
  /** Refused by a rule, as it may be, and nothing was changed. */
  DECLINED(2),
  /** Refused though it should not be, or answered by something that is no answer. */
  FAILED(3),
  /** Nobody said: no answer came, or one that leaves it open. */
  UNKNOWN(4);

  private final int code;

  Outcome(int code) {
    this.code = code;
  }

  /** How a {@link PaymentsFile} writes it; never changes. */
  int code() {
    return code;
  }

  /** For people and files. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
