/**
 * The deterministic state machine of one shard: decide, then apply. {@link
 * cbdc.settlement.ledger.ShardLedger} is the door; {@code decide} holds the rules, {@code apply}
 * the only code that changes anything, {@code state} the tables.
 *
 * <p>Imports the JDK, Agrona and {@code cbdc.protocol} only: no clock, thread, logger or device, no
 * keys (signatures go through the port {@link cbdc.settlement.ledger.SignatureVerifier}).
 */
package cbdc.settlement.ledger;
