/**
 * {@code ./cbdc node}: a settlement node as a process of its own.
 *
 * <p>Only reads the configuration, starts {@code SettlementNode} and stops it; all else is the
 * node's.
 */
package cbdc.simulator.node;
