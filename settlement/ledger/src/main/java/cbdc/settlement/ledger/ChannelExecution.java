package cbdc.settlement.ledger;

import cbdc.protocol.ChannelGroup;
import cbdc.protocol.ChannelMessage;
import cbdc.protocol.ChannelStop;
import cbdc.protocol.DeliveryAnswer;
import cbdc.protocol.Event;
import cbdc.protocol.Event.AcknowledgementTaken;
import cbdc.protocol.Event.ChannelResumed;
import cbdc.protocol.Event.ChannelStopped;
import cbdc.protocol.Event.GroupTaken;
import cbdc.protocol.OutcomeWriter;
import cbdc.settlement.ledger.ParsedBatch.Acknowledged;
import cbdc.settlement.ledger.ParsedBatch.Delivered;
import cbdc.settlement.ledger.apply.EventApplier;
import cbdc.settlement.ledger.apply.Memory;
import cbdc.settlement.ledger.decide.Deciders;
import cbdc.settlement.ledger.decide.DeliveryDecider.Verdict;
import cbdc.settlement.ledger.decide.MessageDecider;
import java.util.List;

/** Executes what a batch brings from other shards, and ends what it sends to them. */
final class ChannelExecution {
  /**
   * Messages whose accounts are fetched together, see {@link
   * cbdc.settlement.ledger.decide.Foresight}.
   */
  private static final int STRETCH = 128;

  private final Deciders deciders;
  private final EventApplier applier;
  private final Memory memory;
  private final OutcomeWriter outcomes;

  ChannelExecution(Deciders deciders, EventApplier applier, Memory memory, OutcomeWriter outcomes) {
    this.deciders = deciders;
    this.applier = applier;
    this.memory = memory;
    this.outcomes = outcomes;
  }

  void acknowledge(List<Acknowledged> parts, LedgerTime time) {
    for (Acknowledged part : parts) {
      if (part.isResumption() && deciders.resumptions().canResume(part.peer())) {
        apply(new ChannelResumed(part.peer()), time);
        outcomes.acknowledgement(DeliveryAnswer.TAKEN);
        continue;
      }
      DeliveryAnswer answer =
          deciders.acknowledgements().decide(part.peer(), part.mark(), part.sentBack());
      switch (answer) {
        case TAKEN -> apply(new AcknowledgementTaken(part.peer(), part.mark()), time);
        case STOPPED ->
            apply(new ChannelStopped(part.peer(), part.mark(), ChannelStop.ACKNOWLEDGEMENT), time);
        case ALREADY_TAKEN, TOO_EARLY, GAP -> {
          // Nothing to do: a later acknowledgement says more.
        }
      }
      outcomes.acknowledgement(answer);
    }
  }

  void deliver(List<Delivered> parts, LedgerTime time) {
    for (Delivered part : parts) {
      Verdict verdict = deciders.deliveries().decide(part.source(), part.group());
      switch (verdict.answer()) {
        case TAKEN -> take(part.source(), part.group(), verdict.messages(), time);
        case STOPPED -> {
          long sequence = part.group().firstSequence();
          apply(new ChannelStopped(part.source(), sequence, ChannelStop.DELIVERY), time);
          outcomes.delivery(DeliveryAnswer.STOPPED);
        }
        case ALREADY_TAKEN, GAP, TOO_EARLY -> outcomes.delivery(verdict.answer());
      }
    }
  }

  /** Ends the batch's messages to other shards. */
  void seal() {
    memory.seal(
        (destination, group) ->
            outcomes.group(destination, group.firstSequence(), group.count(), group.hashAfter()));
  }

  private void take(
      int source, ChannelGroup group, List<ChannelMessage> messages, LedgerTime time) {
    apply(new GroupTaken(source, group), time);
    outcomes.deliveryTaken();
    for (int i = 0; i < messages.size(); i++) {
      if (i % STRETCH == 0) {
        deciders.foresight().fetch(messages.subList(i, Math.min(i + STRETCH, messages.size())));
      }
      List<Event> events =
          deciders.messages().decide(source, group.firstSequence() + i, messages.get(i));
      for (Event event : events) {
        apply(event, time);
      }
      outcomes.message(MessageDecider.result(events.getFirst()));
    }
    time.refresh();
  }

  private void apply(Event event, LedgerTime time) {
    applier.apply(event, time.now().day(), time.now().year());
  }
}
