package cbdc.settlement.node.shard;

import cbdc.protocol.DeliveryAnswer;
import cbdc.protocol.OutcomeReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names the node that brought what stopped a channel: the first that was refused so, for everything
 * behind it is refused alike. Confined to the group's thread.
 */
final class StopAlarms {
  private static final Logger LOG = LoggerFactory.getLogger(StopAlarms.class);

  private final int shard;
  private final Set<Integer> stopped = new HashSet<>();
  private final OutcomeReader outcomes = new OutcomeReader();

  /** A node, and the shard in whose name it brought what stopped the channels. */
  record Culprit(int peer, String node) {}

  StopAlarms(int shard) {
    this.shard = shard;
  }

  /**
   * Looks at what a committed entry of this leader brought from other shards, in the entry's order.
   *
   * @param record the entry's outcomes
   * @return whom the alarm names
   */
  List<Culprit> executed(
      byte[] record,
      List<Resumptions.Asked> resumptions,
      List<Acknowledgements.Written> acknowledgements,
      List<DeliveryQueue.Delivery> deliveries) {
    outcomes.wrap(record);
    for (int i = outcomes.head().expiredHolds(); i > 0; i--) {
      outcomes.nextExpiredHold();
    }
    for (Resumptions.Asked resumption : resumptions) {
      if (outcomes.nextAnswer() == DeliveryAnswer.TAKEN) {
        stopped.remove(resumption.peer());
      }
    }
    List<Culprit> culprits = new ArrayList<>();
    for (Acknowledgements.Written part : acknowledgements) {
      if (outcomes.nextAnswer() == DeliveryAnswer.STOPPED && stopped.add(part.peer())) {
        culprits.add(culprit(part.peer(), part.from(), "acknowledged"));
      }
    }
    for (DeliveryQueue.Delivery part : deliveries) {
      DeliveryAnswer answer = outcomes.nextAnswer();
      if (answer == DeliveryAnswer.STOPPED && stopped.add(part.source())) {
        culprits.add(culprit(part.source(), part.from(), "delivered"));
      }
      for (int i = answer == DeliveryAnswer.TAKEN ? outcomes.messageCount() : 0; i > 0; i--) {
        outcomes.nextMessage();
      }
    }
    return culprits;
  }

  private Culprit culprit(int peer, String node, String did) {
    LOG.error(
        "ALARM: what stopped the channels between shard {} and shard {} was {} by {}",
        peer,
        shard,
        did,
        node);
    return new Culprit(peer, node);
  }
}
