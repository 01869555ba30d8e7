package cbdc.settlement.client;

import cbdc.protocol.RejectionCode;
import cbdc.protocol.wire.Query;
import cbdc.protocol.wire.ReadAnswer;

/** A read that has no answer yet. */
final class OpenRead extends TimerWheel.Timed {
  final Query query;
  final Callback callback;
  long deadlineAt;

  /** Whether an attempt is on its way; otherwise the timer starts the next one. */
  boolean underWay;

  boolean done;
  int failures;

  /** A node named by the last refusal, asked next; empty to ask the lane's. */
  String hint = "";

  OpenRead(Query query, Callback callback) {
    this.query = query;
    this.callback = callback;
  }

  /** Told once, on the event loop. */
  interface Callback {
    void answered(ReadAnswer.Ok answer);

    void refused(RejectionCode code);
  }
}
