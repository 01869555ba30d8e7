package cbdc.settlement.node.shard;

import cbdc.protocol.BatchReader;
import cbdc.protocol.Command;
import cbdc.protocol.CommandCodec;
import cbdc.protocol.CommandId;
import cbdc.protocol.DeliveryAnswer;
import cbdc.protocol.Outcome;
import cbdc.protocol.OutcomeReader;
import cbdc.protocol.wire.BatchAnswer;
import cbdc.protocol.wire.ClientId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Turns a committed batch into answers: to the clients whose commands it holds, to the couriers
 * whose groups it took, and of its own groups to the courier here. Reads only committed bytes.
 * Confined to the courier's thread.
 */
final class CommittedAnswers {
  private final int shard;
  private final int term;
  private final Courier courier;
  private final CompletionStreams streams;
  private final ShardCounters counters;
  private final PendingCommands pending;
  private final BatchReader batch = new BatchReader();
  private final OutcomeReader outcomes = new OutcomeReader();
  private final CommandCodec commands = new CommandCodec();

  /**
   * What the couriers of one source get.
   *
   * @param deliveries groups in the entry, in order
   * @param positions where they stand among the entry's deliveries
   * @param mark highest sequence taken, at the applied index
   * @param sentBack highest sequence sent back, at the applied index
   * @param stopped whether the channel is stopped
   */
  record Receipts(
      List<DeliveryQueue.Delivery> deliveries,
      List<Integer> positions,
      long mark,
      long sentBack,
      boolean stopped) {}

  CommittedAnswers(
      int shard,
      int term,
      Courier courier,
      CompletionStreams streams,
      ShardCounters counters,
      long idWindowMillis) {
    this.shard = shard;
    this.term = term;
    this.courier = courier;
    this.streams = streams;
    this.counters = counters;
    this.pending = new PendingCommands(idWindowMillis);
  }

  /** Answers everything that waits for this batch. */
  void distribute(AppliedBatch applied, List<ClientWork> work, List<Receipts> receipts) {
    outcomes.wrap(applied.outcomes());
    pending.advance(outcomes.head().timeMillis());
    for (int i = outcomes.head().expiredHolds(); i > 0; i--) {
      outcomes.nextExpiredHold();
    }
    for (int i = outcomes.head().acknowledgements(); i > 0; i--) {
      outcomes.nextAnswer();
    }
    List<byte[]> results = deliveryResults(outcomes.head().deliveries());
    answerClients(applied, work);
    // Who waits for a pending command is known now: only then may its group leave.
    courier.appended(shard, term, applied.groups());
    receipts.forEach(receipt -> answerCouriers(receipt, results));
  }

  /** A pending command is final. */
  void completed(CommandId id, Outcome outcome) {
    if (outcome instanceof Outcome.Returned) {
      counters.returnedLater();
    }
    ClientId client = pending.remove(id);
    if (client != null) {
      streams.finished(client, shard, id, outcome);
    }
  }

  /** A destination refuses the channel from here, or takes it again. */
  void channelRefused(int destination, boolean refuses) {
    counters.channels().refused(shard, destination, refuses);
  }

  private List<byte[]> deliveryResults(int count) {
    List<byte[]> results = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      if (outcomes.nextAnswer() == DeliveryAnswer.TAKEN) {
        byte[] codes = new byte[outcomes.messageCount()];
        for (int m = 0; m < codes.length; m++) {
          codes[m] = (byte) outcomes.nextMessage();
        }
        results.add(codes);
      } else {
        results.add(null);
      }
    }
    return results;
  }

  private void answerClients(AppliedBatch applied, List<ClientWork> work) {
    if (work.isEmpty()) {
      return;
    }
    batch.wrap(applied.entry());
    for (int i = batch.acknowledgements(); i > 0; i--) {
      batch.nextAcknowledgement();
    }
    for (int i = batch.deliveries(); i > 0; i--) {
      batch.nextDelivery();
    }
    int total = 0;
    for (ClientWork client : work) {
      batch.nextClientBatch();
      List<Outcome> answers = new ArrayList<>(client.commandCount());
      BitSet duplicates = new BitSet();
      int at = batch.commandsOffset();
      int end = at + batch.commandsLength();
      for (int i = 0; i < client.commandCount(); i++) {
        Outcome outcome = outcomes.nextCommand();
        answers.add(outcome);
        duplicates.set(i, outcomes.isDuplicate());
        counters.answered(outcome, outcomes.isDuplicate());
        Command command = commands.decode(batch.buffer(), at, end);
        at += commands.decodedLength();
        if (!outcome.isFinal()) {
          pending.add(command.id(), client.client());
        }
      }
      total += client.commandCount();
      client
          .whenAnswered()
          .accept(
              new BatchAnswer.Answered(
                  shard,
                  client.batchNumber(),
                  applied.term(),
                  applied.index(),
                  answers,
                  duplicates));
    }
    counters.answeredEntry(total);
  }

  private void answerCouriers(Receipts receipts, List<byte[]> results) {
    List<String> nodes =
        receipts.deliveries().stream().map(DeliveryQueue.Delivery::from).distinct().toList();
    int source = receipts.deliveries().getFirst().source();
    for (String node : nodes) {
      List<Receipt.GroupResult> groups = new ArrayList<>();
      for (int i = 0; i < receipts.deliveries().size(); i++) {
        DeliveryQueue.Delivery delivery = receipts.deliveries().get(i);
        byte[] codes = results.get(receipts.positions().get(i));
        if (delivery.from().equals(node) && codes != null) {
          groups.add(new Receipt.GroupResult(delivery.group().firstSequence(), codes));
        }
      }
      Receipt.Status status = receipts.stopped() ? Receipt.Status.STOPPED : Receipt.Status.TAKEN;
      courier.answer(
          node,
          new Receipt(source, shard, status, "", receipts.mark(), receipts.sentBack(), groups));
    }
  }
}
