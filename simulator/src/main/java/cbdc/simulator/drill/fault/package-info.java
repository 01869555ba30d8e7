/** What a drill does to a cluster: one class for each fault. Knows nothing of the load. */
package cbdc.simulator.drill.fault;
