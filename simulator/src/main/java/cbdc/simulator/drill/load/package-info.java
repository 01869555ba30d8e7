/**
 * The load of a drill: payments, refusals, repetitions and reads at a bounded rate, each recorded
 * with what its sender was told and when.
 */
package cbdc.simulator.drill.load;
