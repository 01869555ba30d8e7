package cbdc.wallet.core;

import cbdc.protocol.CommandId;
import cbdc.protocol.RejectionCode;
import java.util.Optional;

/**
 * A payment as the committed history tells it to this bank.
 *
 * @param key which one
 * @param kind what it was for
 * @param payer inner account number
 * @param payee inner account number; 0 where a declined payment's feed record names none
 * @param amount minor units
 * @param status how far it has come
 * @param code why it was declined or returned
 * @param endToEndId as the payer gave it; may be empty
 * @param note as the payer gave it; may be empty
 * @param hold the hold that it captured from
 * @param refundOf the payment that it gives back, all or in part
 * @param refunded sum of refunds of this payment that are settled or under way, minor units; known
 *     to the payee's bank only
 * @param createdMillis ledger time at which it entered the books
 * @param endedMillis ledger time of its end; 0 while it is pending
 */
public record PaymentRecord(
    PaymentKey key,
    PaymentKind kind,
    long payer,
    long payee,
    long amount,
    PaymentStatus status,
    Optional<RejectionCode> code,
    String endToEndId,
    String note,
    Optional<CommandId> hold,
    Optional<PaymentKey> refundOf,
    long refunded,
    long createdMillis,
    long endedMillis) {}
