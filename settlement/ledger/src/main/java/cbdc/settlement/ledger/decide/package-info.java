/**
 * Decides what a command, a delivery or an acknowledgement does, and changes nothing: a decider
 * reads the state's views and answers with events or a refusal. One decider per command; rules that
 * several share have their own class.
 *
 * <p>Imports views of {@code state} only, never a table with mutators, and nothing of {@code
 * apply}. No clock, no randomness, no I/O: the same state and the same bytes give the same decision
 * on every replica, for ever.
 */
package cbdc.settlement.ledger.decide;
