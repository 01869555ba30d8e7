package cbdc.settlement.ledger.state;

import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;

/**
 * An outcome in one word, but for its amount: bits 0-2 kind, 3-9 rejection code, 10-31 the id's
 * varying bits of its high half, 32-63 seconds from the id's second to the reset time (signed).
 */
final class OutcomeWord {
  static final int SETTLED = 0;
  static final int PENDING = 1;
  static final int CANCELLED = 2;
  static final int RETURNED = 3;
  static final int REJECTED = 4;
  static final int REJECTED_UNTIL = 5;

  /** The id's window has passed and its payment is settled: it counts as not remembered. */
  static final int FORGOTTEN = 6;

  private static final int KIND_MASK = 7;
  private static final int CODE_SHIFT = 3;
  private static final int CODE_MASK = 0x7F;
  private static final int HIGH_SHIFT = 10;
  private static final long HIGH_MASK = 0x3F_FFFF;
  private static final int RESET_SHIFT = 32;

  private static final Outcome[] RETURNED_BY_CODE = new Outcome[128];
  private static final Outcome[] REJECTED_BY_CODE = new Outcome[128];

  static {
    for (RejectionCode code : RejectionCode.values()) {
      RETURNED_BY_CODE[code.number()] = new Outcome.Returned(code);
      REJECTED_BY_CODE[code.number()] = new Outcome.Rejected(code);
    }
  }

  private OutcomeWord() {}

  static int kind(long word) {
    return (int) word & KIND_MASK;
  }

  /** The id's bits within its second: 10 bits of milliseconds, 12 random bits. */
  static int highBits(long word) {
    return (int) (word >>> HIGH_SHIFT & HIGH_MASK);
  }

  static long withKind(long word, int kind) {
    return (word & ~(long) KIND_MASK) | kind;
  }

  /** True when the word of an id with these bits says anything but "forgotten". */
  static boolean isRemembered(long word, int highBits) {
    return highBits(word) == highBits && kind(word) != FORGOTTEN;
  }

  static long pack(Outcome outcome, int highBits, long idSecond) {
    long high = (long) highBits << HIGH_SHIFT;
    return switch (outcome) {
      case Outcome.Settled ignored -> high | SETTLED;
      case Outcome.Pending ignored -> high | PENDING;
      case Outcome.Cancelled ignored -> high | CANCELLED;
      case Outcome.Returned r -> high | RETURNED | r.code().number() << CODE_SHIFT;
      case Outcome.Rejected r -> {
        long word = high | r.code().number() << CODE_SHIFT;
        yield r.resetsAtMillis() == 0
            ? word | REJECTED
            : word | REJECTED_UNTIL | reset(r, idSecond) << RESET_SHIFT;
      }
    };
  }

  /** The amount that belongs beside the word. */
  static long amountLeft(Outcome outcome) {
    return outcome instanceof Outcome.Rejected r ? r.amountLeft() : 0;
  }

  /** Allocates only for a rejection with amounts. */
  static Outcome unpack(long word, long amountLeft, long idSecond) {
    int code = (int) word >>> CODE_SHIFT & CODE_MASK;
    return switch (kind(word)) {
      case SETTLED -> Outcome.Settled.INSTANCE;
      case PENDING -> Outcome.Pending.INSTANCE;
      case CANCELLED -> Outcome.Cancelled.INSTANCE;
      case RETURNED -> RETURNED_BY_CODE[code];
      case REJECTED ->
          amountLeft == 0
              ? REJECTED_BY_CODE[code]
              : new Outcome.Rejected(RejectionCode.ofNumber(code), amountLeft, 0);
      case REJECTED_UNTIL ->
          new Outcome.Rejected(
              RejectionCode.ofNumber(code), amountLeft, 1000 * (idSecond + (word >> RESET_SHIFT)));
      default -> throw new IllegalStateException("no outcome of kind " + kind(word));
    };
  }

  private static long reset(Outcome.Rejected rejected, long idSecond) {
    long seconds = rejected.resetsAtMillis() / 1000 - idSecond;
    if (rejected.resetsAtMillis() % 1000 != 0 || seconds != (int) seconds) {
      throw new IllegalArgumentException(
          "reset time " + rejected.resetsAtMillis() + " is no whole second near the id's");
    }
    return seconds;
  }
}
