/**
 * Which nodes a cluster has and which of them hold which shard: as the issuer ordered it ({@link
 * cbdc.settlement.node.member.NodeRoster}), as the groups have it by now ({@link
 * cbdc.settlement.node.member.ClusterMembers}), and the steps from the one to the other ({@link
 * cbdc.settlement.node.member.MembershipKeeper}).
 *
 * <p>Uses the ports of {@code node.core} and the placement of {@code node.link.genesis}. Must not
 * import MicroRaft, RocksDB, Hazelcast or Vert.x.
 */
package cbdc.settlement.node.member;
