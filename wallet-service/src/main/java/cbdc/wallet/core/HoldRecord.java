package cbdc.wallet.core;

import cbdc.protocol.CommandId;

/**
 * A hold as the committed history tells it to the payer's bank.
 *
 * @param shard the payer's
 * @param id the command that placed it
 * @param payer inner account number
 * @param payee inner account number
 * @param amount as placed, minor units
 * @param captured of it paid, or on its way, to the payee; a returned capture stays spent
 * @param status how it stands
 * @param endToEndId as given when it was placed; may be empty
 * @param note as given when it was placed; may be empty
 * @param createdMillis ledger time
 * @param expiresMillis ledger time at which it can no longer be captured
 * @param endedMillis ledger time of its end; 0 while it is open
 */
public record HoldRecord(
    int shard,
    CommandId id,
    long payer,
    long payee,
    long amount,
    long captured,
    Status status,
    String endToEndId,
    String note,
    long createdMillis,
    long expiresMillis,
    long endedMillis) {
  /** How a hold stands. */
  public enum Status {
    /** Something is left of it. */
    OPEN,
    /** All of it was captured. */
    CAPTURED,
    /** What was left was given back to the payer. */
    RELEASED,
    /** What was left went back to the payer when its time was over. */
    EXPIRED
  }

  /** What can still be captured, minor units. */
  public long left() {
    return status == Status.OPEN ? amount - captured : 0;
  }
}
