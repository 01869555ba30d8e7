package cbdc.load;

import cbdc.load.record.PaymentsFile;
import cbdc.load.record.RequestKind;
import java.util.Optional;

/** A request that was sent. Each is another one, also where two are about one payment. */
final class Sent {
  private final RequestKind kind;
  private final boolean isFirst;
  private final long fromNanos;
  private final Optional<PaymentsFile.Entry> payment;

  /**
   * A request.
   *
   * @param isFirst of its action
   * @param fromNanos from when its latency counts
   * @param payment what it moves, of which nobody knows yet whether it does; or nothing
   */
  Sent(RequestKind kind, boolean isFirst, long fromNanos, Optional<PaymentsFile.Entry> payment) {
    this.kind = kind;
    this.isFirst = isFirst;
    this.fromNanos = fromNanos;
    this.payment = payment;
  }

  RequestKind kind() {
    return kind;
  }

  boolean isFirst() {
    return isFirst;
  }

  long fromNanos() {
    return fromNanos;
  }

  Optional<PaymentsFile.Entry> payment() {
    return payment;
  }
}
