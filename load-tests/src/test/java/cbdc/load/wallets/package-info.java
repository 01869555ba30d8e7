/** Services that may be loaded, and ones that may not. */
package cbdc.load.wallets;
