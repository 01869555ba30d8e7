/** {@code ./cbdc load}: starts the load simulation, whose classes are not imported here. */
package cbdc.simulator.load;
