/** The checker finds every lie that is planted in a true history. */
package cbdc.simulator.drill.check;
