package cbdc.settlement.ledger.decide;

import cbdc.protocol.RejectionCode;

/**
 * Who sent a client batch, as the registry sees it at this moment.
 *
 * @param bank code of the bank; 0 is the central bank, whose commands carry orders
 * @param refusal why the bank may not act with this key now, or null
 */
public record Caller(int bank, RejectionCode refusal) {}
