package cbdc.wallet.core;

import cbdc.protocol.CommandId;

/**
 * One line of an account's statement. An account lies in one shard, so its lines have one order,
 * and each tells what the account held after it.
 *
 * @param account whose statement
 * @param sequence 1, 2, … without gap within the account
 * @param timeMillis ledger time
 * @param kind what happened
 * @param payment id of the payment, or of the hold
 * @param counterAccount the other side; 0 where there is none
 * @param amount change of what is available, minor units; negative when money left
 * @param availableAfter what was available after it
 * @param heldAfter what was held after it
 * @param endToEndId as the payer gave it; may be empty
 * @param note as the payer gave it; may be empty
 */
public record EntryRecord(
    long account,
    long sequence,
    long timeMillis,
    EntryKind kind,
    CommandId payment,
    long counterAccount,
    long amount,
    long availableAfter,
    long heldAfter,
    String endToEndId,
    String note) {}
