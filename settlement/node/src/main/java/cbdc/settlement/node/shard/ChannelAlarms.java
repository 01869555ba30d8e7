package cbdc.settlement.node.shard;

import cbdc.settlement.ledger.state.ChannelsView;
import cbdc.settlement.ledger.state.StateView;
import cbdc.settlement.node.core.Transitions;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which channels of one shard stand still, as this node knows it: those that the shard's own state
 * has stopped (every replica knows them), and those that their destination refuses (only the
 * source's leader hears that). Each change is logged once and counted. Written by the group's and
 * the courier's thread, read by any.
 */
public final class ChannelAlarms {
  private static final Logger LOG = LoggerFactory.getLogger(ChannelAlarms.class);

  private final Transitions<ChannelState> transitions = new Transitions<>(ChannelState.class);
  private final Set<Integer> refusedBy = new ConcurrentSkipListSet<>();
  private volatile Set<Integer> stopped = Set.of();

  /** Looks at the channels after an entry, or after a snapshot was installed. */
  void executed(StateView state) {
    ChannelsView channels = state.channels();
    Set<Integer> before = stopped;
    for (int peer = 0; peer < channels.shardCount(); peer++) {
      if (channels.isStopped(peer) != before.contains(peer)) {
        change(state.shard(), peer, channels);
      }
    }
  }

  private void change(int shard, int peer, ChannelsView channels) {
    Set<Integer> now = new TreeSet<>(stopped);
    if (now.add(peer)) {
      transitions.count(ChannelState.FLOWING, ChannelState.STOPPED);
      LOG.error(
          "ALARM: shard {} stopped the channels from and to shard {}: what came contradicts what was taken up to sequence {}"
              + " (hash {}), or acknowledges more than was sent up to sequence {}. No money moves on them; 'A channel that"
              + " is stopped' in docs/banks.md says how to find out why, and how they go on",
          shard,
          peer,
          channels.incomingMark(peer),
          HexFormat.of().formatHex(channels.incomingHash(peer)),
          channels.sealedMark(peer));
    } else {
      now.remove(peer);
      transitions.count(ChannelState.STOPPED, ChannelState.FLOWING);
      LOG.warn(
          "shard {} takes the channel from shard {} again, from sequence {} on",
          shard,
          peer,
          channels.incomingMark(peer) + 1);
    }
    stopped = Set.copyOf(now);
  }

  /** The destination refuses the channel to it, or no longer does. Logged on the change only. */
  void refused(int shard, int destination, boolean refuses) {
    if (refuses && refusedBy.add(destination)) {
      transitions.count(ChannelState.FLOWING, ChannelState.REFUSED);
      LOG.error(
          "ALARM: shard {} refuses the channel from shard {}: payments to it wait here, up to what the outbox holds",
          destination,
          shard);
    } else if (!refuses && refusedBy.remove(destination)) {
      transitions.count(ChannelState.REFUSED, ChannelState.FLOWING);
      LOG.warn("shard {} takes the channel from shard {} again", destination, shard);
    }
  }

  /** The destination is asked anew. */
  void forgetRefusal(int destination) {
    refusedBy.remove(destination);
  }

  /** This node leads the shard no longer. */
  void forgetRefusals() {
    refusedBy.clear();
  }

  /** Shards from and to which the channels are stopped here, in no order. */
  public Set<Integer> stopped() {
    return stopped;
  }

  /** Shards that refuse the channel from this one, ascending; only known where it is led. */
  public Set<Integer> refusedBy() {
    return Set.copyOf(refusedBy);
  }

  /** How often a channel came to stand still, or went on, since the start. */
  public Transitions<ChannelState> transitions() {
    return transitions;
  }
}
