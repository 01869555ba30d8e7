/**
 * Turns events into state: the only code that calls a mutator of {@code state}. Trivial arithmetic
 * that a decider has checked; what still goes wrong here is a bug, and the ledger halts over it.
 *
 * <p>Imports {@code state} and the protocol; decides nothing and refuses nothing.
 */
package cbdc.settlement.ledger.apply;
