package cbdc.settlement.node.raft;

import cbdc.settlement.node.core.TransferOutcome;
import cbdc.settlement.node.store.NodeEndpoint;
import io.microraft.RaftNodeStatus;
import io.microraft.impl.RaftNodeImpl;
import io.microraft.impl.state.FollowerState;
import io.microraft.impl.state.LeaderState;
import io.microraft.impl.state.RaftState;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Hands over leadership of one group, on its thread. MicroRaft's own transfer refuses entries at
 * once but looks again only after a full heartbeat period if some are in flight; so new entries are
 * held here first, those in flight drain, the target is seen to store all of them, and only then is
 * MicroRaft asked.
 */
final class LeadershipTransfer {

  /** On the group's clock; 5 ms of real time. */
  private static final long LOOK_AGAIN_MILLIS = 25;

  /** On the group's clock: how long a new leader is awaited after stepping down. */
  private static final long NEW_LEADER_MILLIS = 5_000;

  private final RaftNodeImpl node;
  private final RaftState state;
  private final GroupThread thread;
  private final GroupHalt halt;
  private final Clock clock;
  private final long drainMillis;
  private Attempt attempt;

  /**
   * For one group.
   *
   * @param drainMillis on the group's clock
   */
  LeadershipTransfer(
      RaftNodeImpl node, GroupThread thread, GroupHalt halt, Clock clock, long drainMillis) {
    this.node = node;
    this.state = node.state();
    this.thread = thread;
    this.halt = halt;
    this.clock = clock;
    this.drainMillis = drainMillis;
  }

  /** Whether new entries and membership changes are to wait. */
  boolean isHolding() {
    return attempt != null && state.leaderState() != null;
  }

  void start(String nodeId, Consumer<? super TransferOutcome> whenDone) {
    NodeEndpoint target = new NodeEndpoint(nodeId);
    if (state.leaderState() == null) {
      whenDone.accept(TransferOutcome.NOT_LEADER);
    } else if (target.equals(state.localEndpoint())) {
      whenDone.accept(TransferOutcome.TRANSFERRED);
    } else if (attempt != null
        || node.getStatus() != RaftNodeStatus.ACTIVE
        || !state.committedGroupMembers().getVotingMembers().contains(target)) {
      whenDone.accept(TransferOutcome.NOT_POSSIBLE);
    } else {
      attempt = new Attempt(target, state.term(), clock.millis() + drainMillis, whenDone);
      drain();
    }
  }

  /** Ends a running attempt because the group stops. */
  void stop() {
    if (attempt != null) {
      finish(TransferOutcome.STEPPED_DOWN);
    }
  }

  private void drain() {
    if (attempt == null) {
      return;
    }
    if (state.leaderState() == null || state.term() != attempt.term) {
      attempt = attempt.until(clock.millis() + NEW_LEADER_MILLIS);
      awaitNewLeader();
    } else if (targetHasAll()) {
      transfer();
    } else if (clock.millis() >= attempt.deadlineMillis) {
      finish(TransferOutcome.TARGET_BEHIND);
    } else {
      thread.schedule(this::drain, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private boolean targetHasAll() {
    long last = state.log().lastLogOrSnapshotIndex();
    LeaderState leader = state.leaderState();
    FollowerState follower = leader.getFollowerStateOrNull(attempt.target);
    return state.commitIndex() == last && follower != null && follower.matchIndex() == last;
  }

  private void transfer() {
    halt.whenDone(
        node.transferLeadership(attempt.target),
        (ignored, failure) -> thread.submit(() -> afterTransfer(failure)));
  }

  private void afterTransfer(Throwable failure) {
    if (attempt == null) {
      return;
    }
    if (state.leaderState() != null && state.term() == attempt.term) {
      finish(failure == null ? TransferOutcome.NOT_POSSIBLE : TransferOutcome.TIMED_OUT);
    } else {
      attempt = attempt.until(clock.millis() + NEW_LEADER_MILLIS);
      awaitNewLeader();
    }
  }

  /** MicroRaft's future only says that this node stepped down, for whatever reason. */
  private void awaitNewLeader() {
    if (attempt == null) {
      return;
    }
    if (state.leader() != null) {
      finish(
          attempt.target.equals(state.leader())
              ? TransferOutcome.TRANSFERRED
              : TransferOutcome.STEPPED_DOWN);
    } else if (clock.millis() >= attempt.deadlineMillis) {
      finish(TransferOutcome.STEPPED_DOWN);
    } else {
      thread.schedule(this::awaitNewLeader, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void finish(TransferOutcome outcome) {
    Consumer<? super TransferOutcome> whenDone = attempt.whenDone;
    attempt = null;
    whenDone.accept(outcome);
  }

  private record Attempt(
      NodeEndpoint target,
      int term,
      long deadlineMillis,
      Consumer<? super TransferOutcome> whenDone) {
    Attempt until(long newDeadlineMillis) {
      return new Attempt(target, term, newDeadlineMillis, whenDone);
    }
  }
}
