/** Tests of programs in a JVM of their own. */
package cbdc.simulator.program;
