/**
 * What the central bank decides and how: orders from draft to outcome, their approval by m of n
 * keys, the issuer's own checks before the ledger's, the supply report and what a new cluster
 * starts from. Pure logic over the ports {@link cbdc.issuer.core.LedgerPort} and {@link
 * cbdc.issuer.core.OrderBook}: imports the JDK, {@code cbdc.protocol} and {@code cbdc.crypto}, no
 * library, no file, no network.
 *
 * <p>Nothing here can create money: the ledger checks every order again, on every replica.
 */
package cbdc.issuer.core;
