/** What a drill does to a cluster: one class for each fault. */
package cbdc.simulator.drill.fault;
