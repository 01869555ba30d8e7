/** Tests of how the load simulation is started. */
package cbdc.simulator.load;
