/**
 * How commands talk to people and scripts: exit codes, failures in one line, progress, numbers that
 * can be read. Knows no money and no other package of the project.
 */
package cbdc.simulator.console;
