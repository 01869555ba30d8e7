package cbdc.simulator.local;

import cbdc.crypto.DomainSeparated;
import cbdc.crypto.Hashes;
import cbdc.crypto.KeyGeneration;
import cbdc.crypto.LocalSigningKey;
import cbdc.crypto.SignatureSuite;
import cbdc.crypto.SigningKey;
import cbdc.crypto.VerifyingKey;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.Approval;
import cbdc.protocol.BatchWriter;
import cbdc.protocol.ChannelGroup;
import cbdc.protocol.ClientBatchCodec;
import cbdc.protocol.ClientBatchCodec.FlushPart;
import cbdc.protocol.Command;
import cbdc.protocol.CommandCodec;
import cbdc.protocol.CommandId;
import cbdc.protocol.EntryKind;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.LimitPolicy.ClassLimits;
import cbdc.protocol.Order;
import cbdc.protocol.OrderCodec;
import cbdc.protocol.Outcome;
import cbdc.protocol.OutcomeReader;
import cbdc.protocol.PublicKey;
import cbdc.protocol.wire.FlushRequest;
import cbdc.settlement.ledger.BatchResult;
import cbdc.settlement.ledger.LedgerBounds;
import cbdc.settlement.ledger.ShardLedger;
import cbdc.settlement.ledger.SignatureVerifier;
import cbdc.settlement.ledger.state.ShardState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Executes signed batches on real ledgers and carries channel groups between them when told to. Not
 * thread safe.
 */
public final class LocalLedgers {
  /** Ledger time of genesis. */
  public static final long START_MILLIS = 1_772_366_400_000L;

  private static final DomainSeparated FLUSH =
      DomainSeparated.labelled(FlushRequest.SIGNATURE_LABEL);
  private static final DomainSeparated ORDER = DomainSeparated.labelled("cbdc.order.v1");

  /** One executed entry. */
  public record Executed(long number, byte kind, byte[] entry, byte[] outcomes, byte[] chainHash) {}

  /** Sees every entry that a shard executes. */
  @FunctionalInterface
  public interface Observer {
    /** An entry was executed. */
    void executed(int shard, Executed executed);
  }

  private final LedgerGenesis genesis;
  private final List<ShardState> states = new ArrayList<>();
  private final List<ShardLedger> ledgers = new ArrayList<>();
  private final List<Observer> observers = new ArrayList<>();
  private long nowMillis = START_MILLIS;
  private long idCounter;

  /** Ledgers at genesis; each has executed a new-term entry. */
  public LocalLedgers(int shardCount, Observer observer) {
    this(genesis(shardCount), observer);
  }

  /** Ledgers with a genesis of your own. */
  public LocalLedgers(LedgerGenesis genesis, Observer observer) {
    this.genesis = genesis;
    observers.add(observer);
    nowMillis = Math.max(nowMillis, genesis.timeMillis());
    for (int shard = 0; shard < genesis.shardCount(); shard++) {
      ShardState state = new ShardState(genesis, shard);
      states.add(state);
      ledgers.add(new ShardLedger(state, new RealSignatures(), LedgerBounds.DEFAULT));
    }
    for (int shard = 0; shard < genesis.shardCount(); shard++) {
      execute(shard, new byte[] {EntryKind.NEW_TERM});
    }
  }

  /** Two of three issuer keys, and one class without limits. */
  public static LedgerGenesis genesis(int shardCount) {
    long none = LimitPolicy.NONE;
    return new LedgerGenesis(
        0xC0FFEE,
        0xCBDC,
        shardCount,
        1,
        LedgerGenesis.DEFAULT_ID_WINDOW_MILLIS,
        START_MILLIS,
        2,
        List.of(publicKey(issuerKey(1)), publicKey(issuerKey(2)), publicKey(issuerKey(3))),
        new LimitPolicy(0, List.of(new ClassLimits(1, none, none, none, none))));
  }

  /** One of the issuer's three keys. */
  public static LocalSigningKey issuerKey(int number) {
    return KeyGeneration.forTest(SignatureSuite.ED25519, "issuer " + number);
  }

  /** A bank's key; bank 0 has the issuer's first. */
  public static LocalSigningKey bankKey(int bank) {
    return bank == 0 ? issuerKey(1) : KeyGeneration.forTest(SignatureSuite.ED25519, "bank " + bank);
  }

  /** A key as the ledger keeps it. */
  public static PublicKey publicKey(SigningKey key) {
    VerifyingKey verifying = key.verifyingKey();
    return new PublicKey(verifying.keyId().value(), verifying.suite().code(), verifying.encoded());
  }

  /** What all started from. */
  public LedgerGenesis genesis() {
    return genesis;
  }

  /** A shard's state. */
  public ShardState state(int shard) {
    return states.get(shard);
  }

  /** The shard of an account. */
  public int shardOf(long account) {
    return AccountNumber.shard(account, genesis.shardCount());
  }

  /** What an account has available. */
  public long available(long account) {
    ShardState state = state(shardOf(account));
    return state.accounts().available(state.accounts().find(account));
  }

  /** A new id of this moment. */
  public CommandId id() {
    idCounter++;
    return CommandId.of(nowMillis, idCounter, idCounter);
  }

  /** Lets time pass. */
  public void advanceMillis(long millis) {
    nowMillis += millis;
  }

  /** Time of the next entry. */
  public long nowMillis() {
    return nowMillis;
  }

  /** Submits an order, signed by the first two issuer keys, and carries it to all shards. */
  public Outcome order(java.util.function.Function<Order.Header, Order> order, int bank) {
    long number = state(0).registry().lastOrderNumber(bank) + 1;
    int day = (int) Math.floorDiv(nowMillis, 86_400_000L) + 1;
    byte[] bytes =
        OrderCodec.encode(
            order.apply(
                new Order.Header(genesis.clusterHigh(), genesis.clusterLow(), bank, number, day)));
    List<Approval> approvals = List.of(approve(1, bytes), approve(2, bytes));
    Outcome outcome =
        execute(0, 0, List.of(new Command.SubmitOrder(id(), bytes, approvals))).getFirst();
    carryAll();
    return outcome;
  }

  /** Executes commands of one bank in one signed batch of one shard. */
  public List<Outcome> execute(int shard, int bank, List<? extends Command> commands) {
    return execute(shard, entry(shard, bank, bankKey(bank), commands));
  }

  /** A log entry with one signed client batch. */
  public byte[] entry(int shard, int bank, SigningKey key, List<? extends Command> commands) {
    CommandCodec codec = new CommandCodec();
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(512);
    int length = 0;
    for (Command command : commands) {
      length += codec.encode(command, buffer, length);
    }
    byte[] bytes = new byte[length];
    buffer.getBytes(0, bytes);
    List<FlushPart> parts = List.of(new FlushPart(shard, Hashes.sha256(bytes)));
    byte[] signed =
        ClientBatchCodec.signedBytes(genesis.clusterHigh(), genesis.clusterLow(), bank, parts);
    byte[] signature = key.sign(FLUSH.bytes(signed));
    byte[] batch =
        ClientBatchCodec.encode(
            bank,
            key.verifyingKey().keyId().value(),
            signature,
            parts,
            commands.size(),
            buffer,
            0,
            length);
    return new BatchWriter()
        .start()
        .clientBatch(new UnsafeBuffer(batch), 0, batch.length)
        .finish(nowMillis);
  }

  /** Executes an entry and reads the outcomes of its commands. */
  public List<Outcome> execute(int shard, byte[] entry) {
    BatchResult result = ledgers.get(shard).execute(entry);
    byte kind = EntryKind.of(entry);
    Executed executed =
        new Executed(result.batchNumber(), kind, entry, result.outcomes(), result.chainHash());
    observers.forEach(observer -> observer.executed(shard, executed));
    List<Outcome> outcomes = new ArrayList<>();
    if (result.outcomes().length > 0) {
      OutcomeReader reader = new OutcomeReader().wrap(result.outcomes());
      // Entries of commands hold nothing else here.
      for (int i = reader.head().expiredHolds(); i > 0; i--) {
        reader.nextExpiredHold();
      }
      if (reader.head().acknowledgements() + reader.head().deliveries() == 0) {
        for (long i = reader.head().commands(); i > 0; i--) {
          outcomes.add(reader.nextCommand());
        }
      }
    }
    return outcomes;
  }

  /** Delivers and acknowledges until nothing is left on any channel. */
  public void carryAll() {
    boolean moved = true;
    while (moved) {
      moved = false;
      for (int source = 0; source < states.size(); source++) {
        for (int destination = 0; destination < states.size(); destination++) {
          moved |= source != destination && carry(source, destination);
        }
      }
    }
  }

  /** Delivers what one shard has for another, and acknowledges it; true when anything moved. */
  public boolean carry(int source, int destination) {
    boolean moved = deliver(source, destination);
    long mark = state(destination).channels().incomingMark(source);
    if (state(source).channels().acknowledgedMark(destination) == mark) {
      return moved;
    }
    long sentBack = state(destination).channels().sealedMark(source);
    execute(
        source,
        new BatchWriter().start().acknowledgement(destination, mark, sentBack).finish(nowMillis));
    return state(source).channels().acknowledgedMark(destination) == mark || moved;
  }

  /** Delivers what one shard has for another, without acknowledging it. */
  public boolean deliver(int source, int destination) {
    long mark = state(destination).channels().incomingMark(source);
    boolean moved = false;
    for (ChannelGroup group :
        state(source).channels().groupsFrom(destination, mark + 1, Integer.MAX_VALUE)) {
      if (group.firstSequence() > mark) {
        execute(destination, new BatchWriter().start().delivery(source, group).finish(nowMillis));
        moved = true;
      }
    }
    return moved;
  }

  private static Approval approve(int number, byte[] order) {
    LocalSigningKey key = issuerKey(number);
    return new Approval(key.verifyingKey().keyId().value(), key.sign(ORDER.bytes(order)));
  }

  private static final class RealSignatures implements SignatureVerifier {
    @Override
    public boolean verify(PublicKey key, byte[] message, byte[] signature) {
      Optional<VerifyingKey> verifying =
          SignatureSuite.ofCode((byte) key.suite())
              .flatMap(suite -> VerifyingKey.parse(suite, key.encoded()));
      return verifying.map(k -> k.verify(message, signature)).orElse(false);
    }

    @Override
    public boolean verifyOrder(PublicKey key, byte[] order, byte[] signature) {
      return verify(key, ORDER.bytes(order), signature);
    }
  }
}
