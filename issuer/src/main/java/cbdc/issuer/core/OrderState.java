package cbdc.issuer.core;

import cbdc.protocol.RejectionCode;

/**
 * Where an order stands: DRAFTED → APPROVED(k of m) → SUBMITTED → EXECUTED or REFUSED(code). Before
 * it is submitted it can also be WITHDRAWN, or become EXPIRED with its last valid day. A submitted
 * order stays SUBMITTED until its outcome is known, whatever the day.
 */
public sealed interface OrderState {
  /** Nobody has approved it yet. */
  record Drafted() implements OrderState {}

  /** {@code count} keys have approved of the {@code needed}; may be submitted once enough have. */
  record Approved(int count, int needed) implements OrderState {}

  /**
   * Sent to the ledger, outcome not known yet; submitting again asks for it and never executes
   * twice.
   */
  record Submitted() implements OrderState {}

  /** Executed by the ledger. Final. */
  record Executed() implements OrderState {}

  /** Refused by the ledger. Final. */
  record Refused(RejectionCode code) implements OrderState {}

  /** Its last valid day passed before it was submitted. Final. */
  record Expired() implements OrderState {}

  /**
   * Given up before it was submitted. Final here; whoever holds enough approvals could still submit
   * it until it expires.
   */
  record Withdrawn() implements OrderState {}

  /** Whether it can still change: approved, submitted. */
  default boolean isOpen() {
    return this instanceof Drafted || this instanceof Approved || this instanceof Submitted;
  }

  /** In one word, {@code APPROVED}, for files and lists. */
  default String word() {
    return switch (this) {
      case Drafted s -> "DRAFTED";
      case Approved s -> "APPROVED";
      case Submitted s -> "SUBMITTED";
      case Executed s -> "EXECUTED";
      case Refused s -> "REFUSED";
      case Expired s -> "EXPIRED";
      case Withdrawn s -> "WITHDRAWN";
    };
  }

  /** With what belongs to it, {@code APPROVED 1 of 2}, for people. */
  default String text() {
    return switch (this) {
      case Approved s -> word() + " " + s.count() + " of " + s.needed();
      case Refused s -> word() + " " + s.code() + ": " + s.code().rule();
      case Drafted s -> word();
      case Submitted s -> word();
      case Executed s -> word();
      case Expired s -> word();
      case Withdrawn s -> word();
    };
  }
}
