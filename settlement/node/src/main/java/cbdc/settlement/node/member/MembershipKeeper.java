package cbdc.settlement.node.member;

import cbdc.settlement.node.core.GroupStatus;
import cbdc.settlement.node.core.MembershipChange;
import cbdc.settlement.node.core.MembershipChange.Kind;
import cbdc.settlement.node.core.MembershipOutcome;
import cbdc.settlement.node.core.ReplicatedLog;
import cbdc.settlement.node.core.TransferOutcome;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the groups that this node leads to the members they are to have: one step at a time, one
 * new member at a time over all of them. It remembers nothing that matters: every look begins with
 * the committed membership, and a step counts only on top of the one it was decided by.
 */
public final class MembershipKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(MembershipKeeper.class);

  private final Supplier<NodeRoster> roster;
  private final Predicate<String> reachable;
  private final Map<Integer, Seen> seen = new HashMap<>();
  private final Map<Integer, String> waits = new HashMap<>();

  /** The log whose step is under way, if one is. */
  private final AtomicReference<ReplicatedLog> busy = new AtomicReference<>();

  private final Map<Kind, LongAdder> steps = new EnumMap<>(Kind.class);
  private final LongAdder handOvers = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private volatile int unsettled;

  /** How far the log was committed when a learner was last looked at. */
  private record Seen(String learner, int term, long commitIndex) {}

  /**
   * A keeper that has looked at nothing.
   *
   * @param roster what the groups are to be brought to
   * @param reachable whether a node can be reached now
   */
  public MembershipKeeper(Supplier<NodeRoster> roster, Predicate<String> reachable) {
    this.roster = roster;
    this.reachable = reachable;
    for (Kind kind : Kind.values()) {
      steps.put(kind, new LongAdder());
    }
  }

  /** Looks at this node's groups and takes at most one step. About every second, by one thread. */
  public void look(Collection<? extends ReplicatedLog> logs) {
    // What has stopped here tells nobody how its step ended.
    busy.updateAndGet(log -> log == null || logs.contains(log) ? log : null);
    List<? extends ReplicatedLog> led =
        logs.stream().filter(log -> log.status().isLeader()).toList();
    seen.keySet().retainAll(led.stream().map(ReplicatedLog::shard).toList());
    NodeRoster now = roster.get();
    // Before any order there is nothing to keep: the members are those of genesis.
    if (now.changes().isEmpty()) {
      return;
    }
    boolean isMoving = led.stream().anyMatch(log -> !log.status().learners().isEmpty());
    int left = 0;
    for (ReplicatedLog log : led) {
      GroupStatus status = log.status();
      NextStep step =
          NextStep.of(
              status, now.members(status.shard()), reachable, learner -> matches(status, learner));
      note(status);
      switch (step) {
        case NextStep.Settled ignored -> waits.remove(status.shard());
        case NextStep.Wait wait -> {
          left++;
          say(status.shard(), wait.why());
        }
        case NextStep.HandOver handOver -> {
          left++;
          handOver(log, handOver);
        }
        case NextStep.Change change -> {
          left++;
          if (change.kind() == Kind.ADD_LEARNER && isMoving) {
            say(status.shard(), "another shard's new member comes first");
          } else {
            isMoving = true;
            take(log, change, status.membersIndex());
          }
        }
      }
    }
    unsettled = left;
  }

  private boolean matches(GroupStatus status, String learner) {
    Seen before = seen.get(status.shard());
    return before != null
        && before.learner().equals(learner)
        && before.term() == status.term()
        && status.matchIndexes().getOrDefault(learner, 0L) >= before.commitIndex();
  }

  private void note(GroupStatus status) {
    if (status.learners().isEmpty()) {
      seen.remove(status.shard());
    } else {
      seen.put(
          status.shard(),
          new Seen(status.learners().getFirst(), status.term(), status.commitIndex()));
    }
  }

  private void take(ReplicatedLog log, NextStep.Change step, long membersIndex) {
    if (!busy.compareAndSet(null, log)) {
      return;
    }
    LOG.info("shard {}: {} {}: {}", log.shard(), step.kind(), step.nodeId(), step.why());
    log.changeMembership(
        new MembershipChange(step.kind(), step.nodeId(), membersIndex),
        outcome -> {
          busy.compareAndSet(log, null);
          if (outcome instanceof MembershipOutcome.Changed changed) {
            steps.get(step.kind()).increment();
            LOG.info(
                "shard {}: {} {} is committed at index {}: voters {} of members {}",
                log.shard(),
                step.kind(),
                step.nodeId(),
                changed.membersIndex(),
                changed.votingMembers(),
                changed.members());
          } else {
            failures.increment();
            LOG.info("shard {}: {} {}: {}", log.shard(), step.kind(), step.nodeId(), outcome);
          }
        });
  }

  private void handOver(ReplicatedLog log, NextStep.HandOver step) {
    if (!busy.compareAndSet(null, log)) {
      return;
    }
    LOG.info("shard {}: this node is to go, node {} is to lead before", log.shard(), step.nodeId());
    log.transferLeadership(
        step.nodeId(),
        outcome -> {
          busy.compareAndSet(log, null);
          if (outcome == TransferOutcome.TRANSFERRED) {
            handOvers.increment();
          } else {
            failures.increment();
            LOG.info("shard {}: leadership was not handed over: {}", log.shard(), outcome);
          }
        });
  }

  private void say(int shard, String why) {
    if (!why.equals(waits.put(shard, why))) {
      LOG.info("shard {}: its members are not yet as ordered: {}", shard, why);
    }
  }

  /** Steps of a kind that were committed through this node, since the start. */
  public long steps(Kind kind) {
    return steps.get(kind).sum();
  }

  /** Times that this node gave up leadership to be removed, since the start. */
  public long handOvers() {
    return handOvers.sum();
  }

  /** Steps and hand-overs that came to nothing and are tried again, since the start. */
  public long failures() {
    return failures.sum();
  }

  /** Groups led here whose members are not yet as ordered. */
  public int unsettled() {
    return unsettled;
  }
}
