/** Tests of the simulation: that it holds for good code, and fails for bugs planted in it. */
package cbdc.simulator.simulate;
