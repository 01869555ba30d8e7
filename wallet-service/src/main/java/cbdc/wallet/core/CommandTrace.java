package cbdc.wallet.core;

import cbdc.protocol.wire.FeedKind;
import java.util.Optional;

/**
 * All that the projection has of one command, and how far it had come when it was asked: what is
 * not here was not executed up to there.
 *
 * @param projectedMillis ledger time of the last history record of the command's shard that was
 *     gone through; 0 before the first
 * @param payment the payment that it made, or that it was refused or cancelled as
 * @param placed the hold that it placed
 * @param released the hold that it released
 * @param change what it changed of an account
 */
public record CommandTrace(
    long projectedMillis,
    Optional<PaymentRecord> payment,
    Optional<HoldRecord> placed,
    Optional<HoldRecord> released,
    Optional<Change> change) {
  /**
   * A step that moved no money.
   *
   * @param account whose
   * @param kind {@code ACCOUNT_OPENED}, {@code CLASS_CHANGED} or {@code STATUS_CHANGED}
   * @param value as the feed's record of that kind has it
   */
  public record Change(long account, FeedKind kind, int value) {}
}
