package cbdc.settlement.node.raft;

import cbdc.settlement.node.core.MembershipChange;
import cbdc.settlement.node.core.MembershipOutcome;
import cbdc.settlement.node.store.NodeEndpoint;
import io.microraft.MembershipChangeMode;
import io.microraft.Ordered;
import io.microraft.RaftNodeStatus;
import io.microraft.exception.CannotReplicateException;
import io.microraft.exception.NotLeaderException;
import io.microraft.exception.RaftException;
import io.microraft.impl.RaftNodeImpl;
import io.microraft.impl.state.RaftState;
import io.microraft.report.RaftGroupMembers;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Gives membership changes to MicroRaft, on the group's thread. What it would refuse with an ERROR
 * in its log is refused here before.
 */
final class MembershipSteps {

  private final RaftNodeImpl node;
  private final RaftState state;
  private final GroupHalt halt;

  MembershipSteps(RaftNodeImpl node, GroupHalt halt) {
    this.node = node;
    this.state = node.state();
    this.halt = halt;
  }

  void change(MembershipChange change, boolean transferring, Consumer<MembershipOutcome> whenDone) {
    long current = state.committedGroupMembers().getLogIndex();
    if (state.leaderState() == null || RaftNodeStatus.isTerminal(node.getStatus())) {
      whenDone.accept(new MembershipOutcome.NotLeader(RaftGroup.nodeId(state.leader())));
    } else if (transferring) {
      whenDone.accept(new MembershipOutcome.Refused("leadership is being handed over"));
    } else if (current != change.membersIndex()) {
      whenDone.accept(
          new MembershipOutcome.Refused(
              "the step builds on the membership of index "
                  + change.membersIndex()
                  + ", current is that of "
                  + current));
    } else {
      append(change, whenDone);
    }
  }

  private void append(MembershipChange change, Consumer<MembershipOutcome> whenDone) {
    CompletableFuture<Ordered<RaftGroupMembers>> future =
        node.changeMembership(
            new NodeEndpoint(change.nodeId()), mode(change.kind()), change.membersIndex());
    if (future.isCompletedExceptionally()) {
      whenDone.accept(refusal(future.exceptionNow()));
    } else {
      halt.whenDone(
          future,
          (ordered, failure) ->
              whenDone.accept(
                  failure == null
                      ? changed(ordered.getResult())
                      : new MembershipOutcome.Indeterminate()));
    }
  }

  private MembershipOutcome refusal(Throwable failure) {
    if (failure instanceof NotLeaderException notLeader) {
      return new MembershipOutcome.NotLeader(RaftGroup.nodeId(notLeader.getLeader()));
    } else if (failure instanceof CannotReplicateException) {
      return new MembershipOutcome.Refused(
          "another change is on its way, too much is in flight, or nothing is committed in this term yet");
    } else if (failure instanceof RaftException) {
      halt.halt("appending a membership change failed", failure);
      return new MembershipOutcome.Indeterminate();
    }
    return new MembershipOutcome.Refused(failure.getMessage());
  }

  private static MembershipOutcome changed(RaftGroupMembers members) {
    return new MembershipOutcome.Changed(
        members.getLogIndex(),
        StatusView.ids(members.getMembers()),
        StatusView.ids(members.getVotingMembers()));
  }

  private static MembershipChangeMode mode(MembershipChange.Kind kind) {
    return switch (kind) {
      case ADD_LEARNER -> MembershipChangeMode.ADD_LEARNER;
      case PROMOTE -> MembershipChangeMode.ADD_OR_PROMOTE_TO_FOLLOWER;
      case REMOVE -> MembershipChangeMode.REMOVE_MEMBER;
    };
  }
}
