package cbdc.settlement.client;

import cbdc.protocol.MalformedException;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.wire.BatchAnswer;
import cbdc.protocol.wire.CallKind;
import cbdc.protocol.wire.FlushAnswer;
import cbdc.settlement.client.AnswerObserver.Answer;
import cbdc.settlement.client.OpenCommand.Stage;
import cbdc.settlement.client.transport.CallResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.agrona.collections.Long2ObjectHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is queued: for each node at most so many flushes in flight, each holding whatever
 * waits for the shards thought to be led there. There is no timer: while flushes are on their way
 * the queues fill, so batches grow with load.
 */
final class Flusher {
  private static final Logger LOG = LoggerFactory.getLogger(Flusher.class);

  /**
   * From so many waiting commands on, two flushes share the shards, so that one is made while the
   * other is executed.
   */
  private static final int SPLIT_FROM = 256;

  /**
   * Most shards in one flush. Each of its batches repeats the list of all, so a flush grows with
   * the square of this number: here by 2 MiB, which leaves room for the commands in one call.
   */
  private static final int SHARDS_MAX = 256;

  private final ClientCore core;
  private final FlushEncoder encoder;
  private final Long2ObjectHashMap<Batch> batches = new Long2ObjectHashMap<>();
  private final List<NodePeer> ready = new ArrayList<>();
  private long lastBatchNumber;
  private boolean signingFails;

  Flusher(ClientCore core) {
    this.core = core;
    this.encoder = new FlushEncoder(core.identity, core.clientId);
  }

  void pump() {
    if (core.lanes.length == 0) {
      return;
    }
    try {
      findReady(core.now());
      ready.forEach(this::flush);
    } finally {
      ready.forEach(peer -> peer.ready.clear());
      ready.clear();
    }
  }

  private void findReady(long now) {
    Set<String> nodes = null;
    for (ShardLane lane : core.lanes) {
      if (lane.isReady(now, core.config.laterBatchesPerShard())) {
        nodes = nodes == null ? core.transport.nodes() : nodes;
        String target = lane.target(nodes);
        if (target == null) {
          backOff(lane);
          core.router.refreshSoon();
        } else {
          addReady(core.peer(target), lane, now);
        }
      }
    }
  }

  private void addReady(NodePeer peer, ShardLane lane, long now) {
    if (peer.flushesInFlight < core.config.flushesPerNode() && now >= peer.notBefore) {
      if (peer.ready.isEmpty()) {
        ready.add(peer);
      }
      peer.ready.add(lane);
    }
  }

  private void flush(NodePeer peer) {
    int free = core.config.flushesPerNode() - peer.flushesInFlight;
    int waiting = 0;
    for (ShardLane lane : peer.ready) {
      waiting += lane.queue.size();
    }
    int flushes = waiting < SPLIT_FROM ? 1 : Math.min(free, peer.ready.size());
    int perFlush = Math.min(SHARDS_MAX, (peer.ready.size() + flushes - 1) / flushes);
    int start = startOfTurn(peer);
    for (int from = start; flushes > 0 && from < peer.ready.size(); from += perFlush) {
      send(peer, peer.ready.subList(from, Math.min(peer.ready.size(), from + perFlush)));
      flushes--;
    }
    peer.turn = firstNotSent(peer, start);
  }

  /** Where the lanes begin that found no room last time; with the first when none did. */
  private static int startOfTurn(NodePeer peer) {
    for (int i = 0; i < peer.ready.size(); i++) {
      if (peer.ready.get(i).shard >= peer.turn) {
        return i;
      }
    }
    return 0;
  }

  private static int firstNotSent(NodePeer peer, int start) {
    for (int i = start; i < peer.ready.size(); i++) {
      if (peer.ready.get(i).sent == null) {
        return peer.ready.get(i).shard;
      }
    }
    return 0;
  }

  private void send(NodePeer peer, List<ShardLane> lanes) {
    List<Batch> flush = new ArrayList<>(lanes.size());
    byte[] request;
    try {
      encoder.start(core.router.cluster());
      lanes.forEach(lane -> take(lane, peer, flush));
      request = encoder.finish();
      signingFails = false;
    } catch (RuntimeException e) {
      notMade(flush, e);
      return;
    }
    flush.forEach(this::count);
    peer.flushesInFlight++;
    core.counters.flushes.increment();
    core.call(peer.nodeId, CallKind.FLUSH, request, core.config.attemptMillis())
        .whenComplete((result, failure) -> core.onLoop(() -> ended(peer, flush, result, failure)));
  }

  private void take(ShardLane lane, NodePeer peer, List<Batch> flush) {
    if (encoder.commandBytes() < core.config.maxFlushBytes()) {
      OpenCommand[] taken = encoder.take(lane, ++lastBatchNumber, core.config);
      Batch batch = new Batch(lastBatchNumber, lane, peer, taken);
      for (OpenCommand command : taken) {
        command.stage = Stage.SENT;
      }
      lane.sent = batch;
      batches.put(batch.number, batch);
      flush.add(batch);
    }
  }

  /** Nothing has left: mostly the key's module does not answer. */
  private void notMade(List<Batch> flush, RuntimeException fault) {
    if (!signingFails) {
      LOG.error("commands cannot be signed and sent, which is tried again and again", fault);
    }
    signingFails = true;
    core.counters.failedAttempts.increment();
    flush.forEach(this::refusedWhole);
  }

  private void count(Batch batch) {
    core.counters.batches.increment();
    core.counters.commandsSent.add(batch.commands.length);
    for (OpenCommand command : batch.commands) {
      command.sentAsQuestion = command.asks;
      if (command.sendings++ > 0) {
        core.counters.commandsSentAgain.increment();
      }
      if (command.asks) {
        core.counters.questions.increment();
      }
    }
  }

  // ---- answers

  private void ended(NodePeer peer, List<Batch> flush, CallResult result, Throwable failure) {
    peer.flushesInFlight--;
    switch (result) {
      case CallResult.Answered answer when failure == null ->
          answered(peer, flush, answer.response());
      case CallResult.Refused refused when refused.reason() == CallResult.Reason.OVERLOADED -> {
        peer.notBefore = core.now() + core.config.backoffMillisMin();
        flush.forEach(this::refusedWhole);
      }
      case null, default -> {
        LOG.debug("flush to {} ended with {}", peer.nodeId, failure == null ? result : failure);
        core.counters.failedAttempts.increment();
        flush.forEach(this::failed);
        core.router.refreshSoon();
      }
    }
  }

  private void answered(NodePeer peer, List<Batch> flush, byte[] response) {
    FlushAnswer answer;
    try {
      answer = FlushAnswer.decode(response);
    } catch (MalformedException e) {
      LOG.warn(
          "node {} answered a flush with bytes that cannot be read: {}",
          peer.nodeId,
          e.getMessage());
      core.counters.failedAttempts.increment();
      flush.forEach(this::failed);
      return;
    }
    for (BatchAnswer part : answer.answers()) {
      Batch batch = batches.get(part.batchNumber());
      // Only the flush's own batches: the stream tells about others.
      if (batch != null && batch.peer == peer && !batch.later) {
        answered(batch, part);
      }
    }
    for (Batch batch : flush) {
      if (!batch.done && !batch.later) {
        later(batch);
      }
    }
  }

  /** Takes the answer to one batch, from a flush or from a completion stream. */
  void answered(long batchNumber, BatchAnswer answer, NodePeer peer) {
    Batch batch = batches.get(batchNumber);
    if (batch != null && batch.peer == peer) {
      answered(batch, answer);
    }
  }

  private void answered(Batch batch, BatchAnswer answer) {
    if (answer.shard() != batch.lane.shard) {
      return;
    }
    switch (answer) {
      case BatchAnswer.Answered a -> executed(batch, a);
      case BatchAnswer.Refused a -> refused(batch, a);
      case BatchAnswer.NotLeader a -> notLeader(batch, a);
      case BatchAnswer.Later a -> {
        if (!batch.later) {
          later(batch);
        }
      }
    }
  }

  private void executed(Batch batch, BatchAnswer.Answered answer) {
    if (answer.outcomes().size() != batch.commands.length) {
      LOG.warn(
          "shard {} answered {} of {} commands",
          answer.shard(),
          answer.outcomes().size(),
          batch.commands.length);
      failed(batch);
      return;
    }
    end(batch);
    batch.lane.failures = 0;
    core.router.follow(batch.lane, batch.peer.nodeId, answer.term());
    List<Outcome> outcomes = answer.outcomes();
    for (int i = 0; i < batch.commands.length; i++) {
      OpenCommand command = batch.commands[i];
      if (command.stage == Stage.SENT) {
        boolean duplicate = answer.duplicates().get(i);
        core.observer.answered(
            command.id,
            new Answer(answer.shard(), answer.term(), answer.index(), outcomes.get(i), duplicate));
        core.rules.answered(command, outcomes.get(i), duplicate, batch.peer);
      }
    }
  }

  private void refused(Batch batch, BatchAnswer.Refused answer) {
    core.counters.refusedBatches.increment();
    end(batch);
    if (!answer.code().isRetryable()) {
      refusedForGood(batch, answer);
    } else if (answer.positions().isEmpty()) {
      core.enqueueAgain(batch);
      backOff(batch.lane);
      if (answer.code() == RejectionCode.NO_LEADER) {
        batch.lane.suspect(batch.peer.nodeId);
        core.router.refreshSoon();
      }
    } else {
      for (int position : answer.positions()) {
        if (position < batch.commands.length && batch.commands[position].stage == Stage.SENT) {
          core.rules.rest(batch.commands[position]);
        }
      }
      core.enqueueAgain(batch);
    }
  }

  private void refusedForGood(Batch batch, BatchAnswer.Refused answer) {
    boolean asksMorePlainly = false;
    for (int i = 0; i < batch.commands.length; i++) {
      OpenCommand command = batch.commands[i];
      boolean concerned = answer.positions().isEmpty() || answer.positions().contains(i);
      asksMorePlainly |=
          concerned && command.stage == Stage.SENT && command.asksMorePlainly(answer.code());
    }
    if (asksMorePlainly) {
      core.enqueueAgain(batch); // the refusal may have been due to the questions alone
      return;
    }
    for (int i = 0; i < batch.commands.length; i++) {
      boolean concerned = answer.positions().isEmpty() || answer.positions().contains(i);
      if (concerned && batch.commands[i].stage == Stage.SENT) {
        core.rules.refusedForGood(batch.commands[i], answer.code());
      }
    }
    core.enqueueAgain(batch);
  }

  private void notLeader(Batch batch, BatchAnswer.NotLeader answer) {
    core.counters.redirects.increment();
    sendAgain(batch);
    ShardLane lane = batch.lane;
    lane.suspect(batch.peer.nodeId);
    boolean elsewhere = !answer.leader().isEmpty() && !answer.leader().equals(batch.peer.nodeId);
    if (elsewhere) {
      core.router.follow(lane, answer.leader(), answer.term());
    } else {
      core.router.refreshSoon();
    }
    // A first hint is followed at once; nodes that name each other in turn are not.
    if (++lane.failures > 1 || !elsewhere) {
      lane.notBefore = core.now() + backOffMillis(lane.failures);
    }
  }

  private void later(Batch batch) {
    core.counters.laterBatches.increment();
    batch.later = true;
    batch.lane.sent = null;
    batch.lane.later++;
    batch.lane.failures = 0;
    batch.peer.expected++;
    core.wheel.schedule(batch, core.now() + core.config.laterMillis());
  }

  /** A proposed batch was not answered in time, or never will be: its commands are sent again. */
  void laterLost(Batch batch) {
    if (!batch.done) {
      core.counters.failedAttempts.increment();
      failed(batch);
    }
  }

  /** Gives up the proposed batches that a node will not answer any more. */
  void laterLost(NodePeer peer, ShardLane laneOrAll) {
    List<Batch> lost = new ArrayList<>();
    for (Batch batch : batches.values()) {
      if (batch.later && batch.peer == peer && (laneOrAll == null || batch.lane == laneOrAll)) {
        lost.add(batch);
      }
    }
    // Later numbers first: each puts its commands before those of the ones after it.
    lost.sort((a, b) -> Long.compare(b.number, a.number));
    lost.forEach(this::laterLost);
  }

  /** Nobody knows what became of it. */
  private void failed(Batch batch) {
    if (batch.done) {
      return;
    }
    sendAgain(batch);
    batch.lane.suspect(batch.peer.nodeId);
    backOff(batch.lane);
  }

  /** It may have been executed, and may yet be. */
  private void sendAgain(Batch batch) {
    end(batch);
    for (OpenCommand command : batch.commands) {
      command.doubtful = true;
    }
    core.enqueueAgain(batch);
  }

  private void refusedWhole(Batch batch) {
    if (!batch.done) {
      end(batch);
      core.enqueueAgain(batch);
      backOff(batch.lane);
    }
  }

  private void end(Batch batch) {
    batch.done = true;
    batches.remove(batch.number);
    core.wheel.cancel(batch);
    if (batch.later) {
      batch.lane.later--;
      batch.peer.expected--;
    } else {
      batch.lane.sent = null;
    }
  }

  private void backOff(ShardLane lane) {
    lane.failures++;
    lane.notBefore = core.now() + backOffMillis(lane.failures);
  }

  private long backOffMillis(int failures) {
    long longest =
        Math.min(
            core.config.backoffMillisMax(),
            core.config.backoffMillisMin() << Math.min(failures - 1, 16));
    return longest / 2 + core.random.nextLong(longest / 2 + 1);
  }
}
