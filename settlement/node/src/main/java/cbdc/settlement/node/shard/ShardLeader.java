package cbdc.settlement.node.shard;

import cbdc.protocol.AuditMark;
import cbdc.protocol.BatchWriter;
import cbdc.protocol.ChannelGroup;
import cbdc.protocol.CommandId;
import cbdc.protocol.EntryKind;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.wire.BatchAnswer;
import cbdc.settlement.node.core.ProposeOutcome;
import cbdc.settlement.node.core.ReplicatedLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * This node's leadership of one shard in one term: merges what is queued into entries,
 * acknowledgements first, then deliveries, then client batches, and keeps a bounded number of
 * entries in flight. While those commit, more queues up: batching follows the load without a timer.
 *
 * <p>Begins when the term's first entry is applied here, ends for good when leadership is lost.
 * Queues may be filled from any thread; all else runs on the group's thread, and what goes out to
 * clients and other shards on the courier's.
 */
final class ShardLeader implements ReceiptListener {
  private final int shard;
  private final int term;
  private final ReplicatedLog log;
  private final CommittedState state;
  private final Stamps.Ticker time;
  private final LongSupplier nanoClock;
  private final LeaderBounds bounds;
  private final Courier courier;
  private final Executor courierThread;
  private final CommittedAnswers answers;

  private final Queue<ClientWork> clientWork = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queuedBytes = new AtomicInteger();
  private final AtomicBoolean pumpScheduled = new AtomicBoolean();
  private final Queue<DeliveryQueue.Delivery> arrivals = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  private final DeliveryQueue deliveries;
  private final ChannelAlarms channels;
  private final Resumptions resumptions = new Resumptions();
  private final Acknowledgements acknowledgements = new Acknowledgements();
  private final StopAlarms alarms;
  private final AuditSchedule marks;
  private final BatchWriter writer = new BatchWriter();
  private final ArrayDeque<Proposal> refused = new ArrayDeque<>();
  private int inFlight;

  /** An entry on its way, and who waits for it. */
  private record Proposal(
      byte[] entry,
      List<ClientWork> work,
      List<DeliveryQueue.Delivery> deliveries,
      List<Resumptions.Asked> resumptions,
      List<Acknowledgements.Written> acknowledgements) {}

  ShardLeader(
      int shard,
      int term,
      ReplicatedLog log,
      CommittedState state,
      Stamps.Ticker time,
      LongSupplier nanoClock,
      LeaderBounds bounds,
      Courier courier,
      Executor courierThread,
      CompletionStreams streams,
      ShardCounters counters) {
    this.shard = shard;
    this.term = term;
    this.log = log;
    this.state = state;
    this.time = time;
    this.nanoClock = nanoClock;
    this.bounds = bounds;
    this.courier = courier;
    this.courierThread = courierThread;
    this.marks = new AuditSchedule(state.number(), nanoClock.getAsLong());
    this.deliveries = new DeliveryQueue(state::receivedMark);
    this.channels = counters.channels();
    this.alarms = new StopAlarms(shard);
    this.answers =
        new CommittedAnswers(shard, term, courier, streams, counters, state.idWindowMillis());
  }

  int term() {
    return term;
  }

  /** Bytes of client batches that wait. */
  int queuedBytes() {
    return queuedBytes.get();
  }

  /** Starts: hands the backlog of committed groups to the courier. Group's thread. */
  void begin() {
    courier.leading(shard, term, state.unacknowledgedGroups(), this);
    schedulePump();
  }

  /** Ends: nothing more is proposed; what waits is answered as "not the leader". Group's thread. */
  void end(String leaderHint, int newTerm) {
    closed = true;
    courier.lost(shard, term);
    courierThread.execute(channels::forgetRefusals);
    for (ClientWork work = clientWork.poll(); work != null; work = clientWork.poll()) {
      work.whenAnswered()
          .accept(new BatchAnswer.NotLeader(shard, work.batchNumber(), leaderHint, newTerm));
    }
    for (Proposal proposal : refused) {
      answerNotLeader(proposal, leaderHint, newTerm);
    }
    refused.clear();
    resumptions.takeAll().forEach(asked -> asked.whenDecided().accept(ResumeOutcome.NOT_LEADER));
  }

  /** Queues a verified client batch, or refuses it. Any thread. */
  void offer(ClientWork work) {
    int length = work.encoded().length;
    if (queuedBytes.addAndGet(length) > bounds.queuedBytes()) {
      queuedBytes.addAndGet(-length);
      work.whenAnswered()
          .accept(
              new BatchAnswer.Refused(
                  shard, work.batchNumber(), RejectionCode.OVERLOADED, List.of()));
      return;
    }
    clientWork.add(work);
    if (closed) {
      drainAfterEnd();
    } else {
      schedulePump();
    }
  }

  /** Queues deliveries. Any thread. */
  void offer(String from, int source, List<ChannelGroup> groups) {
    groups.forEach(group -> arrivals.add(new DeliveryQueue.Delivery(from, source, group)));
    schedulePump();
  }

  /** Proposes what only time makes due. Called every few tens of milliseconds, from any thread. */
  void tick() {
    schedulePump();
  }

  /**
   * Lets the stopped channels from and to a shard go on where they stand. Any thread.
   *
   * @param whenDecided called on the group's thread
   */
  void resume(int peer, Consumer<ResumeOutcome> whenDecided) {
    log.execute(
        () -> {
          Optional<ResumeOutcome> refusal =
              closed ? Optional.of(ResumeOutcome.NOT_LEADER) : Resumptions.refusal(state, peer);
          if (refusal.isPresent()) {
            whenDecided.accept(refusal.get());
            return;
          }
          resumptions.add(new Resumptions.Asked(peer, whenDecided));
          schedulePump();
        });
  }

  @Override
  public void completed(CommandId id, Outcome outcome) {
    answers.completed(id, outcome);
  }

  @Override
  public void acknowledged(String from, int destination, long mark, long sentBack) {
    log.execute(
        () -> {
          if (state.isStopped(destination)) {
            return; // nothing of that shard is believed until the channel goes on
          }
          acknowledgements.offer(from, destination, mark, sentBack, nanoClock.getAsLong());
          if (state.outboxDepth(destination) >= state.outboxLimit() / 4) {
            schedulePump();
          }
        });
  }

  @Override
  public void refused(int destination) {
    answers.channelRefused(destination, true);
  }

  @Override
  public void takenAgain(int destination) {
    answers.channelRefused(destination, false);
  }

  private void schedulePump() {
    if (!closed && pumpScheduled.compareAndSet(false, true)) {
      log.execute(this::pump);
    }
  }

  private void pump() {
    pumpScheduled.set(false);
    if (closed) {
      return;
    }
    admitDeliveries();
    markIfDue();
    while (inFlight < bounds.entriesInFlight() && !refused.isEmpty()) {
      int waiting = refused.size();
      propose(refused.poll());
      if (refused.size() == waiting) {
        // Refused again before the call returned: it stays the first, and the tick tries again.
        refused.addFirst(refused.removeLast());
        return;
      }
    }
    while (inFlight < bounds.entriesInFlight() && refused.isEmpty() && hasWork()) {
      propose(assemble());
    }
  }

  private void markIfDue() {
    long now = nanoClock.getAsLong();
    if (inFlight < bounds.entriesInFlight()
        && refused.isEmpty()
        && marks.isDue(state.lastApplied(), state.number(), now)) {
      AuditMark mark = state.auditMark();
      marks.logged(mark.number(), now);
      propose(new Proposal(mark.encode(), List.of(), List.of(), List.of(), List.of()));
    }
  }

  private boolean hasWork() {
    if (!clientWork.isEmpty() || !deliveries.isEmpty() || !resumptions.isEmpty()) {
      return true;
    }
    return inFlight == 0
        && (acknowledgements.isDue(
                nanoClock.getAsLong(), bounds.acknowledgeAfterNanos(), state::receivedMark)
            || acknowledgementsPress()
            || state.hasHousekeeping(time.nowMillis()));
  }

  private boolean acknowledgementsPress() {
    return acknowledgements.isDue(nanoClock.getAsLong(), 0, state::receivedMark)
        && outboxIsQuarterFull();
  }

  private boolean outboxIsQuarterFull() {
    return acknowledgements
        .peers()
        .anyMatch(peer -> state.outboxDepth(peer) >= state.outboxLimit() / 4);
  }

  private Proposal assemble() {
    writer.start();
    List<Resumptions.Asked> resumed = resumptions.writeTo(writer);
    List<Acknowledgements.Written> acknowledged =
        acknowledgements.writeTo(writer, state::receivedMark);
    List<DeliveryQueue.Delivery> taken = deliveries.writeTo(writer, roomForDeliveries());
    List<ClientWork> work = new ArrayList<>();
    while (true) {
      ClientWork next = clientWork.peek();
      // The first may go beyond the usual size: a large one would never fit beside deliveries.
      int most = work.isEmpty() ? LeaderBounds.LONGEST_ENTRY_BYTES : bounds.entryBytes();
      if (next == null || (!writer.isEmpty() && writer.length() + next.encoded().length > most)) {
        break;
      }
      clientWork.poll();
      queuedBytes.addAndGet(-next.encoded().length);
      writer.clientBatch(new UnsafeBuffer(next.encoded()), 0, next.encoded().length);
      work.add(next);
    }
    return new Proposal(writer.finish(time.nowMillis()), work, taken, resumed, acknowledged);
  }

  /** Deliveries come first, but leave clients half of each entry. */
  private int roomForDeliveries() {
    return clientWork.isEmpty() ? bounds.entryBytes() : bounds.entryBytes() / 2;
  }

  private void propose(Proposal proposal) {
    inFlight++;
    log.propose(proposal.entry(), outcome -> decided(proposal, outcome));
  }

  private void decided(Proposal proposal, ProposeOutcome outcome) {
    inFlight--;
    switch (outcome) {
      case ProposeOutcome.Committed committed -> committed(proposal, committed);
      case ProposeOutcome.Refused ignored -> {
        if (closed) {
          answerNotLeader(proposal, "", term);
        } else {
          // Nothing was appended. The tick tries again, in the same order.
          refused.add(proposal);
          return;
        }
      }
      case ProposeOutcome.NotLeader notLeader ->
          answerNotLeader(proposal, notLeader.leaderHint().orElse(""), term);
      case ProposeOutcome.Indeterminate ignored -> answerNotLeader(proposal, "", term);
    }
    schedulePump();
  }

  private void committed(Proposal proposal, ProposeOutcome.Committed committed) {
    AppliedBatch applied = state.lastApplied();
    if (applied == null || applied.index() != committed.index()) {
      throw new IllegalStateException(
          "shard "
              + shard
              + ": entry "
              + committed.index()
              + " is committed but was not the last one applied");
    }
    if (applied.kind() != EntryKind.BATCH) {
      return;
    }
    acknowledgements.forgetIf(state::isStopped);
    if (mayHaveStopped(proposal)) {
      alarms.executed(
          applied.outcomes(),
          proposal.resumptions(),
          proposal.acknowledgements(),
          proposal.deliveries());
    }
    proposal.resumptions().forEach(this::answerResumption);
    List<CommittedAnswers.Receipts> receipts = receipts(proposal.deliveries());
    courierThread.execute(() -> answers.distribute(applied, proposal.work(), receipts));
  }

  private boolean mayHaveStopped(Proposal proposal) {
    return !proposal.resumptions().isEmpty()
        || proposal.acknowledgements().stream().anyMatch(part -> state.isStopped(part.peer()))
        || proposal.deliveries().stream().anyMatch(part -> state.isStopped(part.source()));
  }

  private void answerResumption(Resumptions.Asked asked) {
    boolean goesOn = !state.isStopped(asked.peer());
    if (goesOn && !closed) {
      int peer = asked.peer();
      courierThread.execute(() -> channels.forgetRefusal(peer));
      courier.resumed(
          shard, term, peer, state.unacknowledgedGroups().getOrDefault(peer, List.of()));
    }
    asked.whenDecided().accept(goesOn ? ResumeOutcome.RESUMED : ResumeOutcome.STOPPED_AGAIN);
  }

  /** Marks are read here, on the group's thread, all at the index just applied. */
  private List<CommittedAnswers.Receipts> receipts(List<DeliveryQueue.Delivery> delivered) {
    if (delivered.isEmpty()) {
      return List.of();
    }
    Set<Integer> sources = new LinkedHashSet<>();
    delivered.forEach(delivery -> sources.add(delivery.source()));
    List<CommittedAnswers.Receipts> receipts = new ArrayList<>();
    for (int source : sources) {
      List<DeliveryQueue.Delivery> ofSource = new ArrayList<>();
      List<Integer> positions = new ArrayList<>();
      for (int i = 0; i < delivered.size(); i++) {
        if (delivered.get(i).source() == source) {
          ofSource.add(delivered.get(i));
          positions.add(i);
        }
      }
      if (state.receivedMark(source) < ofSource.getLast().group().lastSequence()) {
        deliveries.restart(source);
      }
      receipts.add(
          new CommittedAnswers.Receipts(
              ofSource,
              positions,
              state.receivedMark(source),
              state.lastSent(source),
              state.isStopped(source)));
    }
    return receipts;
  }

  private void admitDeliveries() {
    Set<String> told = new LinkedHashSet<>();
    for (DeliveryQueue.Delivery arrival = arrivals.poll();
        arrival != null;
        arrival = arrivals.poll()) {
      DeliveryQueue.Delivery delivery = arrival;
      int source = delivery.source();
      if (state.isStopped(source)) {
        tell(told, delivery, Receipt.Status.STOPPED, 0, 0);
        continue;
      }
      switch (deliveries.offer(delivery, bounds.queuedDeliveryBytes())) {
        case COMMITTED_BEFORE ->
            tell(
                told,
                delivery,
                Receipt.Status.TAKEN,
                state.receivedMark(source),
                state.lastSent(source));
        case GAP, FULL ->
            tell(told, delivery, Receipt.Status.GAP, deliveries.continueBehind(source), 0);
        case QUEUED, ON_ITS_WAY -> {}
      }
    }
  }

  private void tell(
      Set<String> told,
      DeliveryQueue.Delivery delivery,
      Receipt.Status status,
      long mark,
      long sentBack) {
    if (told.add(delivery.from() + '/' + delivery.source() + '/' + status)) {
      Receipt receipt =
          new Receipt(delivery.source(), shard, status, "", mark, sentBack, List.of());
      courierThread.execute(() -> courier.answer(delivery.from(), receipt));
    }
  }

  private void answerNotLeader(Proposal proposal, String hint, int knownTerm) {
    proposal.resumptions().forEach(asked -> asked.whenDecided().accept(ResumeOutcome.NOT_LEADER));
    for (ClientWork work : proposal.work()) {
      work.whenAnswered()
          .accept(new BatchAnswer.NotLeader(shard, work.batchNumber(), hint, knownTerm));
    }
  }

  private void drainAfterEnd() {
    for (ClientWork work = clientWork.poll(); work != null; work = clientWork.poll()) {
      work.whenAnswered().accept(new BatchAnswer.NotLeader(shard, work.batchNumber(), "", term));
    }
  }
}
