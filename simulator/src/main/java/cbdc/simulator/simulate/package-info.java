/**
 * Whole clusters in one thread under virtual time: the real ledger, client, proposer, courier,
 * store and Raft over a simulated network, disk, clock and grid that fail by a seed, with every
 * promise checked while it runs. Must not be used by anything but its command and tests.
 */
package cbdc.simulator.simulate;
