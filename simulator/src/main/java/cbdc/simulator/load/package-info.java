/**
 * Load runs: starts a system, lets Gatling load it in a process of its own, lets parts of it fail,
 * and asks the ledger afterwards what became of every payment. Imports nothing of Gatling.
 */
package cbdc.simulator.load;
