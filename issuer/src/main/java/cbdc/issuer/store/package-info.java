/**
 * Files that the issuer reads and keeps: the order book, limit policies, key lists, a new cluster's
 * genesis. Imports the core and Jackson; knows no ledger and no command line.
 */
package cbdc.issuer.store;
