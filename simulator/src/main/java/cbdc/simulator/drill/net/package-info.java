/**
 * A network on loopback that can be cut: every connection between the nodes, and from clients to
 * nodes, passes through a proxy of this process, which knows who talks to whom. Knows no money.
 */
package cbdc.simulator.drill.net;
