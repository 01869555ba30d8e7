/**
 * Re-checks the stores of stopped nodes from genesis: every record, signature, outcome, hash,
 * snapshot and channel. The same ledger code executes the history again; {@link
 * cbdc.simulator.verify.BalanceAuditor} follows the money with code of its own.
 *
 * <p>Reads stores and never changes them. Must not import the parts of a running node (Raft groups,
 * links, membership, application).
 */
package cbdc.simulator.verify;
