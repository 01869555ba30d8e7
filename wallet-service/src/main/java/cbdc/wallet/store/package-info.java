/**
 * The bank's PostgreSQL: identities, keys, idempotency keys, refunds, and the projection of the
 * ledger's feed into histories. Implements ports of {@code core}.
 *
 * <p>The only package of this module that imports JDBC. Imports nothing of HTTP or of the
 * settlement client.
 */
package cbdc.wallet.store;
