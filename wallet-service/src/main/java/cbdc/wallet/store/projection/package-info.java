/**
 * The projection: makes statements, payments and holds of the ledger's feed, each record exactly
 * once.
 *
 * <p>Pages that have arrived for different shards are worked into one transaction: {@code
 * FeedApplier} turns records into drafts in memory, with running balances; {@code DraftWriter}
 * writes them with one statement per table; the cursors of the shards move in the same transaction.
 * What the tables hold afterwards follows from the feed alone, and does not depend on how pages
 * were cut or in which order the shards were read.
 */
package cbdc.wallet.store.projection;
