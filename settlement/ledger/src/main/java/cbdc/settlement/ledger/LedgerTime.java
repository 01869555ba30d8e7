package cbdc.settlement.ledger;

import cbdc.settlement.ledger.decide.Moment;
import cbdc.settlement.ledger.state.StateView;

/**
 * The moment of one batch; an order that moves the policy's time zone takes effect for what comes
 * after it.
 */
final class LedgerTime {
  private final StateView state;
  private Moment now;
  private int utcOffsetSeconds;

  LedgerTime(StateView state) {
    this.state = state;
    this.utcOffsetSeconds = state.registry().policy().utcOffsetSeconds();
    this.now = Moment.of(state.totals().lastTimeMillis(), utcOffsetSeconds);
  }

  Moment now() {
    return now;
  }

  /** To be called when an order was executed. */
  void refresh() {
    int offset = state.registry().policy().utcOffsetSeconds();
    if (offset != utcOffsetSeconds) {
      utcOffsetSeconds = offset;
      now = Moment.of(now.timeMillis(), offset);
    }
  }
}
