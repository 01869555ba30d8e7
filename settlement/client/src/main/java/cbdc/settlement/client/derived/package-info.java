/**
 * The derived values that settlement nodes publish in Hazelcast maps, for whoever wants to look:
 * hints, status and totals.
 *
 * <p>Losing every map loses nothing, and nothing that matters is decided by them. Nothing private
 * lies in them, since Hazelcast authenticates nobody. Every value is stamped with its shard and the
 * index it was read at; an older one never replaces a newer one. Getters are named as Hazelcast's
 * queries expect them. Must not import {@code cbdc.settlement.node}.
 */
package cbdc.settlement.client.derived;
