/**
 * A whole system in one process, on loopback: settlement nodes, a database server, the issuer's
 * service and the wallet services of some banks, with keys and secrets of their own in one
 * directory. The same parts as in separate processes, only started together.
 *
 * <p>The one package of the simulator that wires services. Knows no demo data and no traffic.
 */
package cbdc.simulator.system;
