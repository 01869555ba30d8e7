package cbdc.simulator.verify;

import cbdc.protocol.ChannelStop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares both ends of every channel. An end that no given directory holds is counted, not
 * compared; a copy that lags behind the other end is a fault only where every copy of its shard was
 * given.
 */
final class ChannelCheck {
  private final Map<Integer, ShardResult> results;
  private final Map<Integer, CopyScan.Result> primaries;
  private final Set<Integer> complete;
  private final List<Fault> faults = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private int pairs;
  private int oneEnded;

  /**
   * A check.
   *
   * @param results by shard
   * @param primaries the copy that each result comes from
   * @param complete shards of which every member's directory was given
   */
  ChannelCheck(
      Map<Integer, ShardResult> results,
      Map<Integer, CopyScan.Result> primaries,
      Set<Integer> complete) {
    this.results = results;
    this.primaries = primaries;
    this.complete = complete;
  }

  /** Compares everything that can be compared. */
  void run(int shardCount) {
    for (int source = 0; source < shardCount; source++) {
      for (int destination = 0; destination < shardCount; destination++) {
        if (source == destination) {
          continue;
        }
        ShardResult sender = results.get(source);
        ShardResult receiver = results.get(destination);
        if (sender != null && receiver != null) {
          compare(sender, receiver);
          pairs++;
        } else if (sender != null || receiver != null) {
          oneEnded++;
        }
      }
    }
  }

  /** Faults found. */
  List<Fault> faults() {
    return faults;
  }

  /** What could not be compared, in words. */
  List<String> notes() {
    return notes;
  }

  /** Channels of which both ends were compared. */
  int pairs() {
    return pairs;
  }

  /** Channels of which one end only was given. */
  int oneEnded() {
    return oneEnded;
  }

  private void compare(ShardResult sender, ShardResult receiver) {
    int faultsBefore = faults.size();
    String name = "channel from shard " + sender.shard() + " to shard " + receiver.shard();
    ShardResult.ChannelEnd taken = receiver.ends().get(sender.shard());
    SentMarks.AtMark sent = sender.sentAtMark().get(receiver.shard());
    if (taken.taken() == 0) {
      require(
          taken.received() == 0,
          receiver,
          name + ": value received before the first message",
          0,
          taken.received());
    } else if (sent == null) {
      behind(
          sender,
          name + ": last sequence sent, by what was taken",
          "at least " + taken.taken(),
          sender.ends().get(receiver.shard()).sealed());
    } else {
      require(
          sent.isGroupEnd(),
          receiver,
          name + ": mark",
          "the end of a group that was sent",
          taken.taken());
      require(
          java.util.Arrays.equals(sent.hash(), taken.takenHash()),
          receiver,
          name + ": hash at sequence " + taken.taken(),
          Place.hex(sent.hash()),
          Place.hex(taken.takenHash()));
      require(
          sent.value() == taken.received(),
          receiver,
          name + ": value received up to sequence " + taken.taken(),
          sent.value(),
          taken.received());
    }
    compareAcknowledged(sender, receiver, name);
    if (faults.size() > faultsBefore) {
      FirstDifference.of(
              primaries.get(sender.shard()).copy(),
              sender.shard(),
              primaries.get(receiver.shard()).copy(),
              receiver.shard())
          .ifPresent(first -> notes.add(name + ": the ends part where " + first));
    } else if (taken.stop() != ChannelStop.NONE) {
      notes.add(
          name
              + " is stopped behind sequence "
              + taken.taken()
              + ". Up to there both ends agree: what stopped it is not in the history of shard "
              + sender.shard()
              + ". "
              + wayOn(taken.stop()));
    }
  }

  private static String wayOn(ChannelStop why) {
    return switch (why) {
      case DELIVERY ->
          "Once the node that delivered it is gone, './cbdc node resume-channel' lets the channel go on";
      case ACKNOWLEDGEMENT ->
          "A false acknowledgement stopped it: it cannot be resumed, and the central bank decides what follows";
      case UNKNOWN, NONE ->
          "It was stopped under rules that did not note by what: it cannot be resumed, and the central bank decides what follows";
    };
  }

  private void compareAcknowledged(ShardResult sender, ShardResult receiver, String name) {
    Long acknowledged = primaries.get(sender.shard()).acknowledged().get(receiver.shard());
    if (acknowledged == null) {
      return;
    }
    long taken = receiver.takenMarks().getOrDefault(sender.shard(), 0L);
    if (taken < acknowledged) {
      behind(
          receiver,
          name + ": last sequence taken, by what was acknowledged",
          "at least " + acknowledged,
          taken);
    }
  }

  private void behind(ShardResult shard, String what, String expected, long found) {
    if (complete.contains(shard.shard())) {
      require(false, shard, what, expected, found);
    } else {
      notes.add(
          what
              + ": "
              + found
              + ", expected "
              + expected
              + "; the given copies of shard "
              + shard.shard()
              + " lag behind. Give every member's directory to compare");
    }
  }

  private void require(boolean holds, ShardResult at, String what, Object expected, Object found) {
    if (!holds) {
      String directory = primaries.get(at.shard()).copy().name();
      faults.add(
          new Fault(
              directory,
              at.shard(),
              at.records(),
              at.lastIndex(),
              what,
              String.valueOf(expected),
              String.valueOf(found)));
    }
  }
}
