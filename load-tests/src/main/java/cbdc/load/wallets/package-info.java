/**
 * What may be loaded: services of this machine, or of who says so, that declare themselves a
 * sandbox. Must not import Gatling, plans or records.
 */
package cbdc.load.wallets;
