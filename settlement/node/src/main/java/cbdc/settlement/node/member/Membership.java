package cbdc.settlement.node.member;

import java.util.List;

/**
 * The committed members of a shard's group.
 *
 * @param index Raft index of the entry that made them so; 0 for those of genesis
 * @param members all members
 * @param voters those of them that vote
 */
public record Membership(long index, List<String> members, List<String> voters) {
  /** Copies the lists. */
  public Membership {
    members = List.copyOf(members);
    voters = List.copyOf(voters);
  }
}
