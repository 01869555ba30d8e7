/** What a system's directory, founding and ports promise. */
package cbdc.simulator.system;
