/**
 * The words and bytes that all parts of the system share: amounts, account numbers, commands,
 * orders, events, outcomes, rejection codes, and their binary form (SBE, schema in {@code
 * cbdc/protocol.xml}).
 *
 * <p>Imports the JDK and Agrona only. Knows no ledger state, no network, no keys (keys and
 * signatures are bytes here).
 */
package cbdc.protocol;
