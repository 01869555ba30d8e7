/**
 * Tests of the benchmarks: that each runs, on tiny sizes, ends as it should and leaves nothing
 * behind. How fast anything is they never ask.
 */
package cbdc.simulator.bench;
