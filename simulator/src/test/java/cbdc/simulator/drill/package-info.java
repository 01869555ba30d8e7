/** A short drill, as {@code ./cbdc drill} does it. */
package cbdc.simulator.drill;
