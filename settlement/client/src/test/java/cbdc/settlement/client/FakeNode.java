package cbdc.settlement.client;

import cbdc.crypto.DomainSeparated;
import cbdc.crypto.Hashes;
import cbdc.protocol.BatchReader;
import cbdc.protocol.ClientBatchCodec;
import cbdc.protocol.ClientBatchCodec.FlushPart;
import cbdc.protocol.Command;
import cbdc.protocol.CommandCodec;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.wire.BatchAnswer;
import cbdc.protocol.wire.ClientId;
import cbdc.protocol.wire.CompletionsAnswer;
import cbdc.protocol.wire.CompletionsAnswer.BatchFinished;
import cbdc.protocol.wire.CompletionsAnswer.CommandFinished;
import cbdc.protocol.wire.CompletionsRequest;
import cbdc.protocol.wire.FeedPage;
import cbdc.protocol.wire.FeedPage.FeedBatch;
import cbdc.protocol.wire.FlushAnswer;
import cbdc.protocol.wire.FlushRequest;
import cbdc.protocol.wire.FlushRequest.ShardBatch;
import cbdc.protocol.wire.Query;
import cbdc.protocol.wire.ReadAnswer;
import cbdc.protocol.wire.ReadPayload;
import cbdc.protocol.wire.ReadRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** One node: checks, proposes, answers at once or later, keeps completion streams. */
final class FakeNode {
  private final FakeCluster cluster;
  private final String id;
  private final Map<ClientId, Stream> streams = new HashMap<>();

  /** Completion requests so far. */
  int completionCalls;

  /** Commands in the batches taken, newest last. */
  final List<Integer> batchSizes = new ArrayList<>();

  FakeNode(FakeCluster cluster, String id) {
    this.cluster = cluster;
    this.id = id;
  }

  /** A client's completion stream. */
  private final class Stream {
    long incarnation = cluster.random.between(1L, Long.MAX_VALUE - 1);
    long firstSequence = 1;
    final Deque<CompletionsAnswer.Entry> entries = new ArrayDeque<>();
    final List<Runnable> waiting = new ArrayList<>();

    void add(CompletionsAnswer.Entry entry) {
      entries.addLast(entry);
      while (entries.size() > cluster.network.ringCapacity) {
        entries.removeFirst();
        firstSequence++;
      }
      List<Runnable> woken = List.copyOf(waiting);
      waiting.clear();
      woken.forEach(Runnable::run);
    }

    CompletionsAnswer from(CompletionsRequest request) {
      if (request.incarnation() == incarnation) {
        while (!entries.isEmpty() && firstSequence <= request.lastSequence()) {
          entries.removeFirst();
          firstSequence++;
        }
      }
      return new CompletionsAnswer(incarnation, firstSequence, List.copyOf(entries));
    }
  }

  /** Forgets every stream, as a node does that is short of memory. */
  void forgetStreams() {
    streams.clear();
  }

  /** Tells every client of a completion, as a node does that is late or repeats itself. */
  void tell(CommandFinished finished) {
    streams.values().forEach(stream -> stream.add(finished));
  }

  // ---- flushes

  void flush(FlushRequest request, Consumer<byte[]> answer) {
    Stream stream = streams.computeIfAbsent(request.client(), c -> new Stream());
    List<BatchAnswer> answers = new ArrayList<>();
    int[] missing = {request.batches().size()};
    boolean[] sent = {false};
    Runnable send =
        () -> {
          if (!sent[0]) {
            sent[0] = true;
            answer.accept(new FlushAnswer(answers).encode());
          }
        };
    for (ShardBatch batch : request.batches()) {
      take(
          request.client(),
          batch,
          result -> {
            if (sent[0]) {
              stream.add(new BatchFinished(result));
            } else {
              answers.add(result);
              if (--missing[0] == 0) {
                send.run();
              }
            }
          });
    }
    // What is missing by then counts as "later".
    cluster.loop.schedule(send, cluster.network.laterAfterMillis);
  }

  private void take(ClientId client, ShardBatch batch, Consumer<BatchAnswer> answer) {
    FakeShard shard = cluster.shards[batch.shard()];
    BatchReader reader = new BatchReader().wrapClientBatch(batch.encoded());
    List<Command> commands = commandsOf(reader);
    checkSignature(batch, reader);
    batchSizes.add(commands.size());
    if (cluster.refuseAllWith != null) {
      answer.accept(
          new BatchAnswer.Refused(
              batch.shard(), batch.batchNumber(), cluster.refuseAllWith, List.of()));
    } else if (commands.stream().anyMatch(c -> c.id().equals(cluster.beyondRules))) {
      int position = commands.stream().map(Command::id).toList().indexOf(cluster.beyondRules);
      answer.accept(
          new BatchAnswer.Refused(
              batch.shard(),
              batch.batchNumber(),
              RejectionCode.RULES_VERSION_UNSUPPORTED,
              List.of(position)));
    } else if (cluster.refuseQuestionsOfContentWith != null
        && commands.stream().anyMatch(FakeNode::isOfContent)) {
      answer.accept(refusedQuestions(batch, commands));
    } else if (!shard.leader.equals(id)) {
      boolean stale = cluster.chance(cluster.network.staleHintPermille);
      answer.accept(
          new BatchAnswer.NotLeader(
              batch.shard(), batch.batchNumber(), stale ? "" : shard.leader, shard.term));
    } else if (cluster.chance(cluster.network.refuseBatchPermille)) {
      answer.accept(
          new BatchAnswer.Refused(
              batch.shard(), batch.batchNumber(), RejectionCode.OVERLOADED, List.of()));
    } else if (cluster.chance(cluster.network.refusePositionsPermille)) {
      List<Integer> some = List.of(cluster.random.between(0, commands.size() - 1));
      answer.accept(
          new BatchAnswer.Refused(
              batch.shard(), batch.batchNumber(), RejectionCode.OUTBOX_FULL, some));
    } else {
      int term = shard.term;
      long now = cluster.loop.monotonicMillis();
      shard.lastCommitAt = Math.max(shard.lastCommitAt, now + commitMillis(shard));
      cluster.loop.schedule(
          () -> commit(client, batch, commands, term, answer), shard.lastCommitAt - now);
    }
  }

  /** A program that does not know them cannot tell either which command it is. */
  private BatchAnswer refusedQuestions(ShardBatch batch, List<Command> commands) {
    RejectionCode code = cluster.refuseQuestionsOfContentWith;
    List<Integer> positions =
        IntStream.range(0, commands.size())
            .filter(i -> isOfContent(commands.get(i)))
            .boxed()
            .toList();
    return new BatchAnswer.Refused(
        batch.shard(),
        batch.batchNumber(),
        code,
        code == RejectionCode.COMMAND_MALFORMED ? List.of() : positions);
  }

  private static boolean isOfContent(Command command) {
    return command instanceof Command.AskOutcome question && !question.isOfAnyContent();
  }

  private long commitMillis(FakeShard shard) {
    return shard.shard == cluster.slowShard
        ? cluster.slowMillis
        : cluster.random.between(cluster.network.commitMillisMin, cluster.network.commitMillisMax);
  }

  private void commit(
      ClientId client,
      ShardBatch batch,
      List<Command> commands,
      int term,
      Consumer<BatchAnswer> answer) {
    FakeShard shard = cluster.shards[batch.shard()];
    boolean stillLeads = shard.term == term && cluster.nodes.get(id) == this;
    if (!stillLeads && cluster.chance(cluster.network.loseProposalPermille)) {
      answer.accept(
          new BatchAnswer.NotLeader(batch.shard(), batch.batchNumber(), shard.leader, shard.term));
      return;
    }
    long now = cluster.loop.wallMillis();
    List<FakeShard.Answer> executed = shard.execute(commands, now);
    List<Outcome> outcomes = new ArrayList<>();
    BitSet duplicates = new BitSet();
    for (int i = 0; i < executed.size(); i++) {
      outcomes.add(executed.get(i).outcome());
      duplicates.set(i, executed.get(i).duplicate());
      if (executed.get(i).outcome() instanceof Outcome.Pending && !executed.get(i).duplicate()) {
        settleLater(client, shard, commands.get(i).id(), term);
      }
    }
    if (stillLeads) {
      answer.accept(
          new BatchAnswer.Answered(
              batch.shard(), batch.batchNumber(), shard.term, shard.index, outcomes, duplicates));
    }
    // A deposed leader whose entry was committed all the same tells nobody.
  }

  private void settleLater(ClientId client, FakeShard shard, CommandId command, int term) {
    cluster.loop.schedule(
        () -> {
          Outcome outcome =
              cluster.chance(cluster.network.returnPermille)
                  ? new Outcome.Returned(RejectionCode.PAYEE_CLOSED)
                  : Outcome.Settled.INSTANCE;
          shard.settle(command, outcome, cluster.loop.wallMillis());
          if (shard.term == term && cluster.nodes.get(id) == this) {
            streams
                .computeIfAbsent(client, c -> new Stream())
                .add(new CommandFinished(shard.shard, command, outcome));
          }
        },
        cluster.random.between(cluster.network.settleMillisMin, cluster.network.settleMillisMax));
  }

  private void checkSignature(ShardBatch batch, BatchReader reader) {
    byte[] commands = new byte[reader.commandsLength()];
    reader.buffer().getBytes(reader.commandsOffset(), commands);
    FlushPart part =
        reader.flushParts().stream()
            .filter(p -> p.shard() == batch.shard())
            .findFirst()
            .orElseThrow();
    if (!new FlushPart(batch.shard(), Hashes.sha256(commands)).equals(part)) {
      throw new AssertionError("hash of shard " + batch.shard());
    }
    byte[] signed =
        ClientBatchCodec.signedBytes(
            FakeCluster.CLUSTER.getMostSignificantBits(),
            FakeCluster.CLUSTER.getLeastSignificantBits(),
            reader.bank(),
            reader.flushParts());
    byte[] message = DomainSeparated.labelled(FlushRequest.SIGNATURE_LABEL).bytes(signed);
    if (!cluster.clientKey.verify(message, reader.signature())) {
      throw new AssertionError("signature of a flush");
    }
  }

  private static List<Command> commandsOf(BatchReader reader) {
    List<Command> commands = new ArrayList<>();
    CommandCodec codec = new CommandCodec();
    int end = reader.commandsOffset() + reader.commandsLength();
    for (int at = reader.commandsOffset(); at < end; at += codec.decodedLength()) {
      commands.add(codec.decode(reader.buffer(), at, end));
    }
    if (commands.size() != reader.commandCount()) {
      throw new AssertionError("command count");
    }
    return commands;
  }

  // ---- streams and reads

  void completions(CompletionsRequest request, Consumer<byte[]> answer) {
    completionCalls++;
    if (!streams.containsKey(request.client())
        && request.incarnation() != CompletionsAnswer.NO_STREAM) {
      answer.accept(CompletionsAnswer.NOTHING.encode());
      return;
    }
    Stream stream = streams.computeIfAbsent(request.client(), c -> new Stream());
    CompletionsAnswer now = stream.from(request);
    if (!now.entries().isEmpty() || !cluster.network.completionsWait) {
      answer.accept(now.encode());
      return;
    }
    boolean[] sent = {false};
    Runnable send =
        () -> {
          if (!sent[0]) {
            sent[0] = true;
            answer.accept(stream.from(request).encode());
          }
        };
    stream.waiting.add(send);
    cluster.loop.schedule(send, request.maxWaitMillis());
  }

  ReadAnswer read(ReadRequest request) {
    FakeShard shard = cluster.shards[request.query().shard(cluster.shards.length)];
    if (!shard.leader.equals(id)) {
      return new ReadAnswer.Refused(RejectionCode.NO_LEADER, shard.leader);
    }
    if (!(request.query() instanceof Query.OfShard)) {
      byte[] payload =
          request.signedBytes(
              FakeCluster.CLUSTER.getMostSignificantBits(),
              FakeCluster.CLUSTER.getLeastSignificantBits());
      if (!cluster.clientKey.verify(
          DomainSeparated.labelled(ReadRequest.LABEL).bytes(payload), request.signature())) {
        return new ReadAnswer.Refused(RejectionCode.BATCH_SIGNATURE_INVALID, "");
      }
    }
    ReadPayload payload =
        switch (request.query()) {
          case Query.OfBalance q -> new ReadPayload.Balance(shard.executed.size(), 0);
          case Query.OfFeedStart q -> new ReadPayload.FeedStart(firstAt(shard, q.timeMillis()));
          case Query.OfFeed q -> page(shard, q.fromBatch());
          case Query.OfShard q ->
              new ReadPayload.ShardStatus(id, shard.history.size(), cluster.loop.wallMillis());
          default -> throw new AssertionError(request.query());
        };
    return new ReadAnswer.Ok(shard.shard, shard.term, shard.index, payload);
  }

  private static long firstAt(FakeShard shard, long timeMillis) {
    long number = 1;
    for (FeedBatch batch : shard.history) {
      if (batch.timeMillis() >= timeMillis) {
        return number;
      }
      number++;
    }
    return number;
  }

  private static FeedPage page(FakeShard shard, long from) {
    int start = (int) Math.min(from - 1, shard.history.size());
    int end = Math.min(shard.history.size(), start + 50);
    long readTo = end == 0 ? 0 : shard.history.get(end - 1).timeMillis();
    List<FeedBatch> batches =
        shard.history.subList(start, end).stream().filter(b -> !b.records().isEmpty()).toList();
    return new FeedPage(from, Math.max(from, end + 1L), shard.history.size(), readTo, batches);
  }
}
