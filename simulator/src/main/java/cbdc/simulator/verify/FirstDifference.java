package cbdc.simulator.verify;

import cbdc.protocol.BatchReader;
import cbdc.protocol.ChannelGroup;
import cbdc.protocol.DeliveryAnswer;
import cbdc.protocol.EntryKind;
import cbdc.protocol.MalformedException;
import cbdc.protocol.OutcomeReader;
import cbdc.settlement.node.store.HistoryRecord;
import cbdc.settlement.node.store.StoreException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the two ends of a channel part: the first group that its destination took and its source
 * did not send. Looked for only when the ends are known to differ, since it reads both histories
 * once more and remembers every group that was sent.
 */
final class FirstDifference {
  private final int source;
  private final int destination;
  private final BatchReader batch = new BatchReader();
  private final OutcomeReader outcomes = new OutcomeReader();
  private final Map<Long, Sent> sent = new HashMap<>();
  private String found;

  private record Sent(int count, byte[] hash, long number, long index) {}

  private FirstDifference(int source, int destination) {
    this.source = source;
    this.destination = destination;
  }

  /**
   * Names the sequence, and the entries on both sides; empty where the histories given do not show
   * it.
   */
  static Optional<String> of(StoreCopy sender, int source, StoreCopy receiver, int destination) {
    FirstDifference search = new FirstDifference(source, destination);
    try {
      sender.store().history(source, search::remember);
      receiver.store().history(destination, search::compare);
    } catch (StoreException | MalformedException damaged) {
      return Optional.empty(); // told elsewhere, as a fault of its own
    }
    return Optional.ofNullable(search.found);
  }

  private void remember(HistoryRecord record) {
    if (record.kind() != EntryKind.BATCH || record.outcome().length == 0) {
      return;
    }
    outcomes.wrap(record.outcome());
    for (OutcomeReader.SentGroup group : outcomes.groups()) {
      if (group.destination() == destination) {
        sent.put(
            group.firstSequence(),
            new Sent(group.count(), group.hashAfter(), record.number(), record.index()));
      }
    }
  }

  private void compare(HistoryRecord record) {
    if (found != null || record.kind() != EntryKind.BATCH || record.outcome().length == 0) {
      return;
    }
    batch.wrap(record.entry());
    outcomes.wrap(record.outcome());
    for (int i = outcomes.head().expiredHolds(); i > 0; i--) {
      outcomes.nextExpiredHold();
    }
    for (int i = batch.acknowledgements(); i > 0; i--) {
      batch.nextAcknowledgement();
      outcomes.nextAnswer();
    }
    for (int i = batch.deliveries(); i > 0 && found == null; i--) {
      ChannelGroup group = batch.nextDelivery();
      if (outcomes.nextAnswer() == DeliveryAnswer.TAKEN) {
        for (int m = outcomes.messageCount(); m > 0; m--) {
          outcomes.nextMessage();
        }
        if (batch.deliverySource() == source) {
          compare(record, group);
        }
      }
    }
  }

  private void compare(HistoryRecord record, ChannelGroup taken) {
    Sent genuine = sent.get(taken.firstSequence());
    if (genuine != null
        && genuine.count() == taken.count()
        && java.util.Arrays.equals(genuine.hash(), taken.hashAfter())) {
      return;
    }
    String took =
        String.format(
            "shard %d took sequences %d to %d in record %d (index %d)",
            destination,
            taken.firstSequence(),
            taken.lastSequence(),
            record.number(),
            record.index());
    found =
        genuine == null
            ? took + ", and shard " + source + " has no group that begins there"
            : took
                + ", and shard "
                + source
                + " sent others in record "
                + genuine.number()
                + " (index "
                + genuine.index()
                + ")";
  }
}
