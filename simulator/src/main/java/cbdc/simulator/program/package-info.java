/**
 * Programs of the project that run in a JVM of their own, because their libraries are kept off the
 * command line's class path.
 */
package cbdc.simulator.program;
