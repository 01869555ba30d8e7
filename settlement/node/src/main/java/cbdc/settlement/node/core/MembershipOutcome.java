package cbdc.settlement.node.core;

import java.util.List;
import java.util.Optional;

/** What became of a {@link MembershipChange}. */
public sealed interface MembershipOutcome {

  /**
   * The change is committed.
   *
   * @param membersIndex Raft index of the new membership
   * @param members all members
   * @param votingMembers the members that vote
   */
  record Changed(long membersIndex, List<String> members, List<String> votingMembers)
      implements MembershipOutcome {}

  /**
   * Nothing was appended, because this replica does not lead.
   *
   * @param leaderHint the node that probably leads, if one is known
   */
  record NotLeader(Optional<String> leaderHint) implements MembershipOutcome {}

  /**
   * Nothing was appended.
   *
   * @param reason why, for people
   */
  record Refused(String reason) implements MembershipOutcome {}

  /**
   * The change was appended and leadership was lost before it committed: look at the committed
   * membership later.
   */
  record Indeterminate() implements MembershipOutcome {}
}
