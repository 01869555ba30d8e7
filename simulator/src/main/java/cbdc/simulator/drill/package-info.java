/**
 * {@code ./cbdc drill}: faults inflicted on three node processes under load, and the proof
 * afterwards that every acknowledged payment is on the ledger exactly once.
 */
package cbdc.simulator.drill;
