/**
 * The walls of the project as tests: who may import whom, what the ledger may not touch, and that
 * nothing escapes these rules.
 */
package cbdc.simulator.architecture;
