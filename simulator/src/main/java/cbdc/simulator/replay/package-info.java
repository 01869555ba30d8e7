/**
 * Replays the history of a real bank, row by row, through issuer, client and ledger: {@code ./cbdc
 * replay}. What a row means on the ledger is said in {@link cbdc.simulator.replay.RowKind}; how far
 * a run has come is read from the ledger's own feed and kept nowhere else.
 *
 * <p>Reaches the ledger through {@link cbdc.simulator.replay.ReplayLedger} only; nodes are started
 * in one class, {@link cbdc.simulator.replay.EmbeddedCluster}.
 */
package cbdc.simulator.replay;
