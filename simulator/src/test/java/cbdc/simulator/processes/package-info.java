/** Settlement nodes and benchmarks as processes of their own, as operators run them. */
package cbdc.simulator.processes;
