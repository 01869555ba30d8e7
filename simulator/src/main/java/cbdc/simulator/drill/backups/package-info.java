/**
 * Why no money lies in Hazelcast's maps: a load of acknowledged writes to a map with synchronous
 * backups, members that are killed or stand still, and the count of what is no longer there. An
 * example for ADR 19; nothing of the ledger takes part.
 */
package cbdc.simulator.drill.backups;
