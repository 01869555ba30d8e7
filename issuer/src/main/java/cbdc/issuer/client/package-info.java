/**
 * Reaches the ledger through the settlement client: the adapter of {@link
 * cbdc.issuer.core.LedgerPort}. Imports the core and {@code cbdc.settlement.client}; knows no files
 * and no command line.
 */
package cbdc.issuer.client;
