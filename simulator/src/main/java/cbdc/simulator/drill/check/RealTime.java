package cbdc.simulator.drill.check;

import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The journal's order agrees with real time: what was sent after something else was acknowledged
 * comes after it in every shard that both touched, and a read sees all that was acknowledged before
 * it was sent.
 */
final class RealTime {
  private final long[] acknowledgedUpTo;
  private final List<Finding> findings = new ArrayList<>();

  private RealTime(int shardCount) {
    acknowledgedUpTo = new long[shardCount];
  }

  /** Something that happened at a moment: begins are judged, ends raise what is acknowledged. */
  private record Moment(long nanos, Runnable event) {}

  static List<Finding> check(RecordedHistory history, Map<CommandId, Fate> fates, int shardCount) {
    RealTime order = new RealTime(shardCount);
    List<Moment> moments = new ArrayList<>();
    for (Submission submission : history.submissions()) {
      Fate fate = fates.get(submission.command().id());
      if (fate != null && submission.command().equals(fate.content)) {
        order.add(moments, submission, fate);
      }
    }
    for (BalanceSeen seen : history.balances()) {
      moments.add(new Moment(seen.startNanos(), () -> order.began(seen)));
      moments.add(new Moment(seen.endNanos(), () -> order.raise(seen.shard(), seen.index())));
    }
    // A sort that keeps the order of equals; times are of one clock.
    moments.sort(Comparator.comparingLong(Moment::nanos));
    moments.forEach(moment -> moment.event().run());
    return order.findings;
  }

  private void add(List<Moment> moments, Submission submission, Fate fate) {
    long[] floor = new long[2];
    moments.add(
        new Moment(
            submission.startNanos(),
            () -> {
              floor[0] = acknowledgedUpTo[fate.shard];
              floor[1] = fate.arrivalShard < 0 ? 0 : acknowledgedUpTo[fate.arrivalShard];
            }));
    moments.add(
        new Moment(
            submission.endNanos(),
            () -> {
              if (!submission.isRepeat()) {
                judge(submission, fate.shard, fate.index, floor[0]);
                if (fate.arrivalShard >= 0) {
                  judge(submission, fate.arrivalShard, fate.arrivalIndex, floor[1]);
                }
              }
              if (submission.told().isPresent()
                  && !(submission.told().get() instanceof Outcome.Pending)) {
                raise(fate.shard, fate.index);
                if (fate.arrivalShard >= 0) {
                  raise(fate.arrivalShard, fate.arrivalIndex);
                }
              }
            }));
  }

  private void judge(Submission submission, int shard, long index, long floor) {
    if (index <= floor) {
      findings.add(
          Finding.disagrees(
              "shard %d: %s was sent after index %d was acknowledged, but lies at index %d"
                  .formatted(shard, submission.command(), floor, index)));
    }
  }

  private void began(BalanceSeen seen) {
    if (seen.index() < acknowledgedUpTo[seen.shard()]) {
      findings.add(
          Finding.disagrees(
              "shard %d: the balance of %d was read at index %d after index %d was acknowledged"
                  .formatted(
                      seen.shard(), seen.account(), seen.index(), acknowledgedUpTo[seen.shard()])));
    }
  }

  private void raise(int shard, long index) {
    acknowledgedUpTo[shard] = Math.max(acknowledgedUpTo[shard], index);
  }
}
