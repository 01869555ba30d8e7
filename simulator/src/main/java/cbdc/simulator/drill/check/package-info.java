/**
 * A second opinion about what clients were told: the recorded submissions and answers, and the
 * journal of the nodes, are replayed through a model of its own that shares no code with the
 * ledger. Knows the protocol's bytes and nothing of how a drill is run.
 */
package cbdc.simulator.drill.check;
