package cbdc.protocol;

/** How a command ended, or that it has not yet. */
public sealed interface Outcome {
  /** Executed; for a payment: the payee is credited, final. */
  record Settled() implements Outcome {
    /** The only value there is to have. */
    public static final Settled INSTANCE = new Settled();
  }

  /** The payer is debited, or the order forwarded; the other shard has not answered yet. */
  record Pending() implements Outcome {
    /** The only value there is to have. */
    public static final Pending INSTANCE = new Pending();
  }

  /** The payee could not be credited and the payer has the money back. */
  record Returned(RejectionCode code) implements Outcome {}

  /**
   * Refused, with nothing changed.
   *
   * @param code which rule
   * @param amountLeft for limits and funds: what would still be allowed, minor units; 0 where it
   *     says nothing
   * @param resetsAtMillis for daily and yearly limits: when the allowance starts anew; 0 where it
   *     says nothing
   */
  record Rejected(RejectionCode code, long amountLeft, long resetsAtMillis) implements Outcome {
    /** A refusal without amounts. */
    public Rejected(RejectionCode code) {
      this(code, 0, 0);
    }
  }

  /** Answer to {@link Command.AskOutcome}: the id had not arrived, and never will be executed. */
  record Cancelled() implements Outcome {
    /** The only value there is to have. */
    public static final Cancelled INSTANCE = new Cancelled();
  }

  /** True unless another shard still has to answer. */
  default boolean isFinal() {
    return !(this instanceof Pending);
  }
}
