/** Keeps the benchmarks from rotting. */
package cbdc.load.jmh;
