/**
 * People who pay through a bank's wallet service during a drill, and the reading of its statements
 * afterwards. Knows the service by its API only.
 */
package cbdc.simulator.drill.wallet;
