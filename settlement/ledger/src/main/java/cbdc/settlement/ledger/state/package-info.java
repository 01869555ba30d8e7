/**
 * The state of one shard: paged tables of primitive arrays, what is read by deciders through the
 * {@code …View} interfaces, and what snapshots are made of. Only the appliers call mutators.
 *
 * <p>Imports the JDK, Agrona and {@code cbdc.protocol} only. No clock, no thread, no I/O, no
 * logger; everything here is used by the one thread of the shard's group, except {@link
 * cbdc.settlement.ledger.state.Frozen}, which another thread reads.
 */
package cbdc.settlement.ledger.state;
