/** What the machine is that something is measured on. */
package cbdc.simulator.machine;
