package cbdc.settlement.node.core;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a replica of a shard's group knows of itself and its group at one moment.
 *
 * @param shard the shard
 * @param nodeId this replica's node
 * @param role this replica's part in the group
 * @param term the current Raft term
 * @param leaderHint the node that probably leads, if one is known
 * @param commitIndex highest index known here to be committed
 * @param lastApplied highest index applied here
 * @param lastLogIndex highest index in the log here
 * @param snapshotIndex index of the latest snapshot here, 0 if none
 * @param members all members, in the order of the membership
 * @param votingMembers the members that vote
 * @param membersIndex index of the committed membership, 0 for that of genesis
 * @param membersSettled whether no membership change is on its way
 * @param matchIndexes for a leader: highest index known to be stored by each other member;
 *     otherwise empty
 * @param transferring whether leadership is being handed over
 */
public record GroupStatus(
    int shard,
    String nodeId,
    ReplicaRole role,
    int term,
    Optional<String> leaderHint,
    long commitIndex,
    long lastApplied,
    long lastLogIndex,
    long snapshotIndex,
    List<String> members,
    List<String> votingMembers,
    long membersIndex,
    boolean membersSettled,
    Map<String, Long> matchIndexes,
    boolean transferring) {

  /** Copies the collections. */
  public GroupStatus {
    members = List.copyOf(members);
    votingMembers = List.copyOf(votingMembers);
    matchIndexes = Map.copyOf(matchIndexes);
  }

  /** Whether this replica leads. */
  public boolean isLeader() {
    return role == ReplicaRole.LEADER;
  }

  /** The members that do not vote. */
  public List<String> learners() {
    return members.stream().filter(member -> !votingMembers.contains(member)).toList();
  }
}
