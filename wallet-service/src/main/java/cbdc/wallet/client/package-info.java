/**
 * The wallet service's way to the ledger: implements ports of {@code core} with the settlement
 * client. The only package of this module that imports it.
 */
package cbdc.wallet.client;
