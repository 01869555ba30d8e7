/**
 * Benchmarks of the ledger and of nodes: what they measure, under which conditions, and how they
 * say it. Started by the command line; never part of a test, since a machine that is busy with
 * something else must not fail a build.
 *
 * <p>Imports the parts that it measures. Nothing imports it but the command line.
 */
package cbdc.simulator.bench;
