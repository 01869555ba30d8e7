package cbdc.settlement.ledger.decide;

import cbdc.protocol.Event;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import java.util.List;

/** What a decider answers. It changes nothing; appliers turn accepted events into state. */
public sealed interface Decision {
  /**
   * The command is executed.
   *
   * @param events what happens, in order
   * @param outcome settled, pending or cancelled
   */
  record Accepted(List<Event> events, Outcome outcome) implements Decision {
    /** One event, settled at once. */
    public static Accepted settled(Event event) {
      return new Accepted(List.of(event), Outcome.Settled.INSTANCE);
    }

    /** One event that another shard has to answer. */
    public static Accepted pending(Event event) {
      return new Accepted(List.of(event), Outcome.Pending.INSTANCE);
    }
  }

  /** The id is known with the same content: the first outcome again. */
  record Duplicate(Outcome outcome) implements Decision {}

  /** Refused, nothing changes; whether the id is spent follows from the code. */
  record Refused(Outcome.Rejected outcome) implements Decision {
    /** Refused by a rule that says nothing about amounts. */
    public static Refused of(RejectionCode code) {
      return new Refused(new Outcome.Rejected(code));
    }

    /** Refused with what would still be allowed and when that changes (0: by itself never). */
    public static Refused of(RejectionCode code, long amountLeft, long resetsAtMillis) {
      return new Refused(new Outcome.Rejected(code, amountLeft, resetsAtMillis));
    }
  }
}
