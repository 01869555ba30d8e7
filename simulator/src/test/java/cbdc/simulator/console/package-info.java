/** Tests of what the commands have in common. They start no system. */
package cbdc.simulator.console;
