package cbdc.settlement.node.core;

/**
 * How far a node's store is in genesis.
 *
 * @param record what the cluster is created with
 * @param complete whether every node is known to have prepared it; only then may a group start
 */
public record GenesisState(GenesisRecord record, boolean complete) {}
