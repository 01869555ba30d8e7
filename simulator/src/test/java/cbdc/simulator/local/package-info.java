/**
 * Several shards' real ledgers in one place, without nodes: what tests of replay and verification
 * run against.
 */
package cbdc.simulator.local;
