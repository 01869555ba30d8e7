package cbdc.settlement.node.member;

import cbdc.settlement.node.core.GroupStatus;
import cbdc.settlement.node.core.MembershipChange;
import cbdc.settlement.node.core.MembershipOutcome;
import cbdc.settlement.node.core.ProposeOutcome;
import cbdc.settlement.node.core.ReadOutcome;
import cbdc.settlement.node.core.ReplicaRole;
import cbdc.settlement.node.core.ReplicatedLog;
import cbdc.settlement.node.core.RoleListener;
import cbdc.settlement.node.core.TransferOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A group's membership, moved by hand, seen from whoever leads. */
final class HandGroup implements ReplicatedLog {
  /** What becomes of a step. */
  enum Fault {
    NONE,
    /** It is committed, and nobody hears of it. */
    ANSWER_LOST,
    /** It is lost with the leader's log. */
    STEP_LOST,
    /** Not now. */
    REFUSED
  }

  final List<String> voters;
  final List<String> learners = new ArrayList<>();
  final Set<String> live;
  final List<String> steps = new ArrayList<>();
  String leader = "n1";
  Fault fault = Fault.NONE;
  long commitIndex = 100;
  long matchIndex;
  private int term = 1;
  private long membersIndex;

  HandGroup(List<String> members) {
    voters = new ArrayList<>(members);
    live = new HashSet<>(members);
  }

  void leadFrom(String node) {
    leader = node;
    term++;
  }

  void toggle(String node) {
    if (!live.remove(node)) {
      live.add(node);
    }
  }

  @Override
  public GroupStatus status() {
    List<String> members = new ArrayList<>(voters);
    members.addAll(learners);
    Map<String, Long> matches = new HashMap<>();
    learners.forEach(learner -> matches.put(learner, matchIndex));
    return new GroupStatus(
        0,
        leader,
        ReplicaRole.LEADER,
        term,
        Optional.of(leader),
        commitIndex,
        commitIndex,
        commitIndex,
        0,
        members,
        voters,
        membersIndex,
        true,
        matches,
        false);
  }

  @Override
  public void changeMembership(
      MembershipChange change, Consumer<? super MembershipOutcome> whenDone) {
    if (change.membersIndex() != membersIndex || fault == Fault.REFUSED) {
      whenDone.accept(new MembershipOutcome.Refused("not now"));
      return;
    }
    if (fault == Fault.STEP_LOST) {
      whenDone.accept(new MembershipOutcome.Indeterminate());
      return;
    }
    steps.add(change.kind() + " " + change.nodeId());
    switch (change.kind()) {
      case ADD_LEARNER -> {
        learners.add(change.nodeId());
        matchIndex = 0;
      }
      case PROMOTE -> {
        learners.remove(change.nodeId());
        voters.add(change.nodeId());
      }
      case REMOVE -> {
        learners.remove(change.nodeId());
        voters.remove(change.nodeId());
      }
    }
    membersIndex = ++commitIndex;
    whenDone.accept(
        fault == Fault.ANSWER_LOST
            ? new MembershipOutcome.Indeterminate()
            : new MembershipOutcome.Changed(membersIndex, status().members(), voters));
  }

  @Override
  public void transferLeadership(String nodeId, Consumer<? super TransferOutcome> whenDone) {
    if (fault == Fault.NONE) {
      leadFrom(nodeId);
      whenDone.accept(TransferOutcome.TRANSFERRED);
    } else {
      whenDone.accept(TransferOutcome.NOT_POSSIBLE);
    }
  }

  @Override
  public int shard() {
    return 0;
  }

  @Override
  public void propose(byte[] entry, Consumer<? super ProposeOutcome> whenDone) {
    throw new UnsupportedOperationException("a keeper proposes nothing");
  }

  @Override
  public void read(Consumer<? super ReadOutcome> whenReady) {
    throw new UnsupportedOperationException("a keeper reads nothing");
  }

  @Override
  public void readStatus(Consumer<? super GroupStatus> whenRead) {
    whenRead.accept(status());
  }

  @Override
  public void addRoleListener(RoleListener listener) {
    throw new UnsupportedOperationException("a keeper does not listen");
  }

  @Override
  public void execute(Runnable task) {
    task.run();
  }

  @Override
  public CompletionStage<Void> terminate() {
    return CompletableFuture.completedFuture(null);
  }
}
