package cbdc.settlement.ledger.decide;

import cbdc.protocol.CommandId;
import cbdc.protocol.RejectionCode;

/**
 * When an id can be used. Forgetting uses the same test as expiry, so an id is never both forgotten
 * and usable.
 */
final class IdRules {
  /** How far an id's time may lie ahead of ledger time. */
  static final long AHEAD_MILLIS_MAX = 10_000;

  private final long windowMillis;

  IdRules(long windowMillis) {
    this.windowMillis = windowMillis;
  }

  /** Why an id that the shard does not know cannot be used, or null. */
  RejectionCode refusal(CommandId id, Moment moment) {
    if (!CommandId.isVersion7(id.high(), id.low())) {
      return RejectionCode.ID_NOT_VERSION_7;
    }
    long idMillis = CommandId.timeMillis(id.high());
    if (idMillis > moment.timeMillis() + AHEAD_MILLIS_MAX) {
      return RejectionCode.ID_IN_FUTURE;
    }
    return idMillis + windowMillis < moment.timeMillis() ? RejectionCode.ID_EXPIRED : null;
  }
}
