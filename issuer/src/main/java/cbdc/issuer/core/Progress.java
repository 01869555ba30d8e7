package cbdc.issuer.core;

import cbdc.protocol.CommandId;
import cbdc.protocol.RejectionCode;

/**
 * What was noted about an order since it was drafted, besides its approvals. Times are Unix
 * milliseconds of the issuer's clock.
 */
public sealed interface Progress {
  /** Not submitted. */
  record Open() implements Progress {}

  /**
   * Noted before sending, so that a crash never leaves an order on its way that the book does not
   * know.
   */
  record Sent(CommandId id, long atMillis) implements Progress {}

  /** Executed under this id. */
  record Executed(CommandId id, long atMillis) implements Progress {}

  /**
   * Refused by the ledger.
   *
   * @param amountLeft for quota, reserves and vault: what would have been allowed, minor units
   */
  record Refused(CommandId id, RejectionCode code, long amountLeft, long atMillis)
      implements Progress {}

  /** Given up. */
  record Withdrawn(long atMillis) implements Progress {}
}
