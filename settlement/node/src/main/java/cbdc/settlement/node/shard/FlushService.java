package cbdc.settlement.node.shard;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.BatchReader;
import cbdc.protocol.ClientBatchCodec;
import cbdc.protocol.ClientBatchCodec.FlushPart;
import cbdc.protocol.Command;
import cbdc.protocol.CommandCodec;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.MalformedException;
import cbdc.protocol.PublicKey;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.wire.BatchAnswer;
import cbdc.protocol.wire.FlushAnswer;
import cbdc.protocol.wire.FlushRequest;
import cbdc.protocol.wire.FlushRequest.ShardBatch;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a client's flush: checks its one signature, its hashes and its form off the groups'
 * threads, hands each batch to its shard's leader, and gathers the answers.
 */
public final class FlushService {
  private static final Logger LOG = LoggerFactory.getLogger(FlushService.class);

  /**
   * How long a flush waits for its slowest shard before that shard's answer goes over the
   * completion stream.
   */
  private static final long WAIT_MILLIS = 20;

  private static final int RULES_WITH_QUESTIONS = LedgerGenesis.RULES_WITH_QUESTIONS_OF_CONTENT;

  private final long clusterHigh;
  private final long clusterLow;
  private final Shards shards;
  private final LeaderDirectory leaders;
  private final KeySignatures signatures;
  private final CompletionStreams streams;
  private final OrderGate orderGate;
  private final BooleanSupplier storageLow;
  private final RefusedCommands refusals = new RefusedCommands();

  /** What was found right already in this flush: one signature covers all its batches. */
  private record Checked(int bank, long keyId, byte[] signature, List<FlushPart> parts) {}

  FlushService(
      long clusterHigh,
      long clusterLow,
      Shards shards,
      LeaderDirectory leaders,
      KeySignatures signatures,
      CompletionStreams streams,
      OrderGate orderGate,
      BooleanSupplier storageLow) {
    this.clusterHigh = clusterHigh;
    this.clusterLow = clusterLow;
    this.shards = shards;
    this.leaders = leaders;
    this.signatures = signatures;
    this.streams = streams;
    this.orderGate = orderGate;
    this.storageLow = storageLow;
  }

  /**
   * Executes a flush as far as this node leads its shards; what is not answered in time goes over
   * the client's completion stream.
   */
  public PendingAnswer<FlushAnswer> flush(FlushRequest request) {
    FlushTicket ticket =
        new FlushTicket(request.client(), request.batches().size(), streams, WAIT_MILLIS);
    BatchReader reader = new BatchReader();
    Checked checked = null;
    for (ShardBatch batch : request.batches()) {
      Consumer<BatchAnswer> answer = counting(batch, ticket::answer);
      Optional<BatchAnswer> refusal = check(batch, reader, checked);
      if (refusal.isPresent()) {
        answer.accept(refusal.get());
        continue;
      }
      checked = new Checked(reader.bank(), reader.keyId(), reader.signature(), reader.flushParts());
      offer(request, batch, reader.commandCount(), answer);
    }
    return ticket.pending();
  }

  /** Like {@link #refusal}, with an answer for what goes wrong on the way. */
  private Optional<BatchAnswer> check(ShardBatch batch, BatchReader reader, Checked known) {
    try {
      return refusal(batch, reader, known);
    } catch (MalformedException e) {
      return Optional.of(refused(batch, RejectionCode.COMMAND_MALFORMED));
    } catch (RuntimeException e) {
      // Nothing of it is proposed: said as what spends no id and may be tried again.
      LOG.error("a batch for shard {} could not be checked", batch.shard(), e);
      return Optional.of(refused(batch, RejectionCode.OVERLOADED));
    }
  }

  /** Why a batch is not proposed here; what is not refused lies in the reader. */
  private Optional<BatchAnswer> refusal(ShardBatch batch, BatchReader reader, Checked known) {
    if (shards.host(batch.shard()).flatMap(ShardHost::leader).isEmpty()) {
      return Optional.of(notLeader(batch));
    }
    if (storageLow.getAsBoolean()) {
      return Optional.of(refused(batch, RejectionCode.STORAGE_LOW));
    }
    reader.wrapClientBatch(batch.encoded());
    RejectionCode code = check(batch.shard(), reader, known);
    if (code != null) {
      return Optional.of(refused(batch, code));
    }
    // The client sends the rest again, and hears of the next code then.
    return unfitCommands(batch.shard(), reader).entrySet().stream()
        .findFirst()
        .map(unfit -> refused(batch, unfit.getKey(), unfit.getValue()));
  }

  private void offer(
      FlushRequest request, ShardBatch batch, int commands, Consumer<BatchAnswer> answer) {
    Optional<ShardLeader> leader = shards.host(batch.shard()).flatMap(ShardHost::leader);
    if (leader.isEmpty()) {
      answer.accept(notLeader(batch));
      return;
    }
    try {
      leader
          .get()
          .offer(
              new ClientWork(
                  request.client(), batch.batchNumber(), batch.encoded(), commands, answer));
    } catch (RuntimeException e) {
      // It may be queued already: no answer, so that the client asks by id, instead of a guess.
      LOG.error("a batch for shard {} could not be handed to its leader", batch.shard(), e);
    }
  }

  /** Commands refused here with a code before they were proposed, since the start. */
  long refused(RejectionCode code) {
    return refusals.count(code);
  }

  private Consumer<BatchAnswer> counting(ShardBatch batch, Consumer<BatchAnswer> next) {
    return answer -> {
      if (answer instanceof BatchAnswer.Refused refused) {
        refusals.count(refused, batch.encoded());
      }
      next.accept(answer);
    };
  }

  private RejectionCode check(int shard, BatchReader batch, Checked known) {
    KeyRing keys = shards.host(shard).map(ShardHost::keys).orElse(KeyRing.EMPTY);
    if (!keys.knows(batch.bank())) {
      return RejectionCode.BANK_UNKNOWN;
    }
    Optional<PublicKey> key = keys.key(batch.bank(), batch.keyId());
    if (key.isEmpty()) {
      return RejectionCode.BANK_KEY_UNKNOWN;
    }
    if (!isKnown(batch, known) && !hasValidSignature(batch, key.get())) {
      return RejectionCode.BATCH_SIGNATURE_INVALID;
    }
    if (!hashIsSigned(shard, batch)) {
      return RejectionCode.BATCH_SIGNATURE_INVALID;
    }
    return null;
  }

  private static boolean isKnown(BatchReader batch, Checked known) {
    return known != null
        && known.bank() == batch.bank()
        && known.keyId() == batch.keyId()
        && Arrays.equals(known.signature(), batch.signature())
        && known.parts().equals(batch.flushParts());
  }

  private boolean hasValidSignature(BatchReader batch, PublicKey key) {
    byte[] signed =
        ClientBatchCodec.signedBytes(clusterHigh, clusterLow, batch.bank(), batch.flushParts());
    return signatures.verifyFlush(key, signed, batch.signature());
  }

  private static boolean hashIsSigned(int shard, BatchReader batch) {
    byte[] hash = sha256(batch);
    return batch.flushParts().stream()
        .anyMatch(part -> part.shard() == shard && Arrays.equals(part.hash(), hash));
  }

  /**
   * Reads every command, which must be well formed.
   *
   * @return positions of orders that the nodes could not carry out, and of commands that the rules
   *     in force do not know, by what to answer
   */
  private Map<RejectionCode, List<Integer>> unfitCommands(int shard, BatchReader batch) {
    Map<RejectionCode, List<Integer>> unfit = new EnumMap<>(RejectionCode.class);
    int count = batch.commandCount();
    if (count < 1 || count > ClientBatchCodec.MAX_COMMANDS) {
      throw new MalformedException("a batch of " + count + " commands");
    }
    CommandCodec commands = new CommandCodec();
    int at = batch.commandsOffset();
    int end = at + batch.commandsLength();
    for (int i = 0; i < count; i++) {
      Command command = commands.decode(batch.buffer(), at, end);
      at += commands.decodedLength();
      if (AccountNumber.shard(command.routingAccount(), shards.count()) != shard) {
        throw new MalformedException("a command for another shard");
      }
      int position = i;
      unfitness(shard, command)
          .ifPresent(code -> unfit.computeIfAbsent(code, c -> new ArrayList<>()).add(position));
    }
    if (at != end) {
      throw new MalformedException("bytes behind the last command");
    }
    return unfit;
  }

  private Optional<RejectionCode> unfitness(int shard, Command command) {
    return switch (command) {
      case Command.SubmitOrder submitted -> unfitness(submitted);
      case Command.AskOutcome question
          when !question.isOfAnyContent() && rulesVersion(shard) < RULES_WITH_QUESTIONS ->
          Optional.of(RejectionCode.RULES_VERSION_UNSUPPORTED);
      default -> Optional.empty();
    };
  }

  /** What cannot be checked waits by itself, and lets the commands beside it go. */
  private Optional<RejectionCode> unfitness(Command.SubmitOrder submitted) {
    try {
      return orderGate.refusal(submitted.order());
    } catch (RuntimeException e) {
      LOG.error("order {} could not be checked", submitted.id(), e);
      return Optional.of(RejectionCode.OVERLOADED);
    }
  }

  private int rulesVersion(int shard) {
    return shards.host(shard).map(ShardHost::rulesVersion).orElse(0);
  }

  private static byte[] sha256(BatchReader batch) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(batch.buffer().byteArray(), batch.commandsOffset(), batch.commandsLength());
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private BatchAnswer notLeader(ShardBatch batch) {
    if (batch.shard() >= shards.count()) {
      return refused(batch, RejectionCode.WRONG_SHARD);
    }
    String hint = leaders.leader(batch.shard()).orElse("");
    return new BatchAnswer.NotLeader(
        batch.shard(), batch.batchNumber(), hint, (int) leaders.term(batch.shard()));
  }

  private static BatchAnswer refused(ShardBatch batch, RejectionCode code) {
    return refused(batch, code, List.of());
  }

  private static BatchAnswer refused(
      ShardBatch batch, RejectionCode code, List<Integer> positions) {
    return new BatchAnswer.Refused(batch.shard(), batch.batchNumber(), code, positions);
  }
}
