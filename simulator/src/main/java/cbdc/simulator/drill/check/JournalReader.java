package cbdc.simulator.drill.check;

import cbdc.protocol.BatchReader;
import cbdc.protocol.ChannelCodec;
import cbdc.protocol.ChannelGroup;
import cbdc.protocol.ChannelMessage;
import cbdc.protocol.Command;
import cbdc.protocol.CommandCodec;
import cbdc.protocol.CommandId;
import cbdc.protocol.DeliveryAnswer;
import cbdc.protocol.EntryKind;
import cbdc.protocol.MalformedException;
import cbdc.protocol.OutcomeReader;
import cbdc.protocol.OutcomeWriter;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.node.store.HistoryRecord;
import cbdc.simulator.drill.check.JournalEntry.Arrival;
import cbdc.simulator.drill.check.JournalEntry.CameBack;
import cbdc.simulator.drill.check.JournalEntry.Credited;
import cbdc.simulator.drill.check.JournalEntry.Execution;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;

/** Reads a node's history records as {@link JournalEntry}s. */
final class JournalReader {
  private final BatchReader batch = new BatchReader();
  private final OutcomeReader outcomes = new OutcomeReader();
  private final CommandCodec commands = new CommandCodec();
  private final ChannelCodec channel = new ChannelCodec();

  /**
   * Reads a record; empty for one that holds no batch.
   *
   * @throws MalformedException when entry and outcomes do not belong together
   */
  Optional<JournalEntry> read(int shard, HistoryRecord record) {
    byte[] entry = record.entry();
    if (record.outcome().length == 0 || entry.length == 0 || entry[0] != EntryKind.BATCH) {
      return Optional.empty();
    }
    batch.wrap(entry);
    outcomes.wrap(record.outcome());
    long timeMillis = outcomes.head().timeMillis();
    int groups = outcomes.head().groups();
    long settled = outcomes.head().settled();
    for (int i = outcomes.head().expiredHolds(); i > 0; i--) {
      outcomes.nextExpiredHold();
    }
    for (int i = batch.acknowledgements(); i > 0; i--) {
      batch.nextAcknowledgement();
      outcomes.nextAnswer();
    }
    List<Arrival> arrivals = new ArrayList<>();
    for (int i = batch.deliveries(); i > 0; i--) {
      readDelivery(batch.nextDelivery(), arrivals);
    }
    List<Execution> executions = new ArrayList<>();
    for (int i = batch.clientBatches(); i > 0; i--) {
      readClientBatch(executions);
    }
    for (int i = groups; i > 0; i--) {
      outcomes.nextGroup();
    }
    List<CommandId> finals = new ArrayList<>();
    for (long i = settled; i > 0; i--) {
      finals.add(outcomes.nextSettled().id());
    }
    return Optional.of(
        new JournalEntry(
            shard, record.term(), record.index(), timeMillis, finals, arrivals, executions));
  }

  private void readDelivery(ChannelGroup group, List<Arrival> arrivals) {
    if (outcomes.nextAnswer() != DeliveryAnswer.TAKEN) {
      return;
    }
    UnsafeBuffer buffer = new UnsafeBuffer(group.messages());
    int at = 0;
    for (int i = outcomes.messageCount(); i > 0; i--) {
      ChannelMessage message = channel.decode(buffer, at, buffer.capacity());
      at += channel.decodedLength();
      int result = outcomes.nextMessage();
      switch (message) {
        case ChannelMessage.Transfer m ->
            arrivals.add(new Credited(m.id(), m.payee(), m.amount(), refusal(result)));
        case ChannelMessage.Return m ->
            arrivals.add(
                new CameBack(
                    m.id(), m.payer(), m.amount(), m.code(), result == OutcomeWriter.TO_SUSPENSE));
        case ChannelMessage.ForwardedOrder ignored -> {
          // A load has no orders that move money outside shard 0.
        }
        case ChannelMessage.OrderRefusal ignored -> {
          // As above.
        }
      }
    }
  }

  private static Optional<RejectionCode> refusal(int result) {
    return result == 0 ? Optional.empty() : Optional.of(RejectionCode.ofNumber(result));
  }

  private void readClientBatch(List<Execution> executions) {
    batch.nextClientBatch();
    int at = batch.commandsOffset();
    int end = at + batch.commandsLength();
    for (int i = batch.commandCount(); i > 0; i--) {
      Command command = commands.decode(batch.buffer(), at, end);
      at += commands.decodedLength();
      executions.add(new Execution(command, outcomes.nextCommand(), outcomes.isDuplicate()));
    }
  }
}
