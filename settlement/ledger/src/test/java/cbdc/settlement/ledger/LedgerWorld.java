package cbdc.settlement.ledger;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.BankStatus;
import cbdc.protocol.ChannelGroup;
import cbdc.protocol.Command;
import cbdc.protocol.Command.OpenAccount;
import cbdc.protocol.Command.Pay;
import cbdc.protocol.Command.SubmitOrder;
import cbdc.protocol.CommandId;
import cbdc.protocol.DeliveryAnswer;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.LimitPolicy.ClassLimits;
import cbdc.protocol.Order;
import cbdc.protocol.Order.CreditReserve;
import cbdc.protocol.Order.Issue;
import cbdc.protocol.Order.SetBank;
import cbdc.protocol.OrderCodec;
import cbdc.protocol.Outcome;
import cbdc.protocol.OutcomeReader;
import cbdc.protocol.PublicKey;
import cbdc.protocol.Text;
import cbdc.settlement.ledger.state.ShardState;
import cbdc.settlement.ledger.state.StateBounds;
import java.util.ArrayList;
import java.util.List;

/**
 * Several shards in one place, wired by whoever calls {@link #deliver} and {@link #acknowledge}
 * ({@link #deliverAll}, or a {@link ChaoticDeliverer}). Time stands still until it is told to pass;
 * ids are made from it and a counter.
 */
public final class LedgerWorld {
  /** Sunday, 1 March 2026, 12:00 UTC. */
  public static final long START_MILLIS = 1_772_366_400_000L;

  /** A class without limits. */
  public static final int UNLIMITED = 1;

  /** A class with small limits: single 1,000, day 2,500, year 6,000, balance 5,000. */
  public static final int LIMITED = 4;

  /** Keys of the issuer; two of the three must sign. */
  public static final List<PublicKey> ISSUER_KEYS = TestSignatures.keys(1, 2, 3);

  private static final long NONE = LimitPolicy.NONE;

  private final LedgerGenesis genesis;
  private final StateBounds stateBounds;
  private final LedgerBounds bounds;
  private final List<Shard> shards = new ArrayList<>();
  private final List<Observer> observers = new ArrayList<>();
  private long nowMillis;
  private long idCounter;

  /** Sees every entry that a shard executes. */
  @FunctionalInterface
  public interface Observer {
    /** An entry was executed. */
    void executed(int shard, byte[] entry, BatchResult result);
  }

  private static final class Shard {
    final ShardState state;
    final ShardLedger ledger;
    final List<byte[]> history = new ArrayList<>();

    Shard(ShardState state, LedgerBounds bounds) {
      this.state = state;
      this.ledger = new ShardLedger(state, new TestSignatures(), bounds);
    }
  }

  /** A world with the usual genesis and bounds. */
  public LedgerWorld(int shardCount) {
    this(genesis(shardCount), StateBounds.DEFAULT, LedgerBounds.DEFAULT);
  }

  /** A world of your own. */
  public LedgerWorld(LedgerGenesis genesis, StateBounds stateBounds, LedgerBounds bounds) {
    this.genesis = genesis;
    this.stateBounds = stateBounds;
    this.bounds = bounds;
    this.nowMillis = genesis.timeMillis();
    for (int shard = 0; shard < genesis.shardCount(); shard++) {
      shards.add(new Shard(new ShardState(genesis, shard, stateBounds), bounds));
    }
  }

  /**
   * The usual genesis: two of three issuer keys, days begin at UTC+8, a class without limits and
   * one with small ones.
   */
  public static LedgerGenesis genesis(int shardCount) {
    LimitPolicy policy =
        new LimitPolicy(
            8 * 3600,
            List.of(
                new ClassLimits(UNLIMITED, NONE, NONE, NONE, NONE),
                new ClassLimits(LIMITED, 1_000, 2_500, 6_000, 5_000)));
    return new LedgerGenesis(
        0xC0FFEE,
        0xCBDC,
        shardCount,
        1,
        LedgerGenesis.DEFAULT_ID_WINDOW_MILLIS,
        START_MILLIS,
        2,
        ISSUER_KEYS,
        policy);
  }

  /** What all started from. */
  public LedgerGenesis genesis() {
    return genesis;
  }

  /** Bounds of the tables. */
  public StateBounds stateBounds() {
    return stateBounds;
  }

  /** Bounds of the housekeeping. */
  public LedgerBounds bounds() {
    return bounds;
  }

  /** Number of shards. */
  public int shardCount() {
    return shards.size();
  }

  /** A shard's state; change it only to stage what cannot happen otherwise. */
  public ShardState state(int shard) {
    return shards.get(shard).state;
  }

  /** Entries that a shard has executed, in order. */
  public List<byte[]> history(int shard) {
    return shards.get(shard).history;
  }

  /** Calls the observer for every entry from now on. */
  public void observe(Observer observer) {
    observers.add(observer);
  }

  /** Time that the next batch is stamped with. */
  public long nowMillis() {
    return nowMillis;
  }

  /** Lets time pass. */
  public void advanceMillis(long millis) {
    nowMillis += millis;
  }

  /** Sets the time that the next batches are stamped with. */
  public void setTimeMillis(long millis) {
    nowMillis = millis;
  }

  /** A new id of this moment. */
  public CommandId id() {
    idCounter++;
    return CommandId.of(nowMillis, idCounter, idCounter);
  }

  /** The n-th account (from 1) of a bank's customers that this shard keeps. */
  public long customer(int bank, int shard, int n) {
    int found = 0;
    for (long serial = AccountNumber.FIRST_CUSTOMER_SERIAL; ; serial++) {
      long account = AccountNumber.of(bank, serial);
      if (AccountNumber.shard(account, shardCount()) == shard && ++found == n) {
        return account;
      }
    }
  }

  /** The shard that keeps an account. */
  public int shardOf(long account) {
    return AccountNumber.shard(account, shardCount());
  }

  /** Available balance; the account must exist. */
  public long available(long account) {
    ShardState state = state(shardOf(account));
    return state.accounts().available(state.accounts().find(account));
  }

  /** Held balance; the account must exist. */
  public long held(long account) {
    ShardState state = state(shardOf(account));
    return state.accounts().held(state.accounts().find(account));
  }

  /** The key that a bank signs with unless an order gave it others. */
  public static PublicKey bankKey(int bank) {
    return bank == 0 ? ISSUER_KEYS.get(0) : TestSignatures.key(1_000 + bank);
  }

  /** Admits a bank with this quota. */
  public void admit(int bank, long quota) {
    requireSettled(
        order(new SetBank(header(bank), BankStatus.ACTIVE, quota, List.of(bankKey(bank)))));
    deliverAll();
  }

  /** Gives a bank currency: reserves credited and issued into its vault. */
  public void issue(int bank, long amount) {
    requireSettled(order(new CreditReserve(header(bank), amount)));
    requireSettled(order(new Issue(header(bank), amount)));
  }

  /** Opens a customer's account. */
  public void open(long account, AccountKind kind, int classNumber) {
    requireSettled(execute(new OpenAccount(id(), account, kind, classNumber)));
  }

  /** Pays out of the bank's vault into a customer's account, and waits for it. */
  public void fund(long account, long amount) {
    execute(pay(AccountNumber.vault(AccountNumber.bank(account)), account, amount));
    deliverAll();
  }

  /** A payment with a new id and without texts. */
  public Pay pay(long payer, long payee, long amount) {
    return new Pay(id(), payer, payee, amount, Text.EMPTY, Text.EMPTY);
  }

  /** Header of a bank's next order, valid for a day. */
  public Order.Header header(int bank) {
    long number = state(0).registry().lastOrderNumber(bank) + 1;
    int day = (int) Math.floorDiv(nowMillis, 86_400_000L) + 1;
    return new Order.Header(genesis.clusterHigh(), genesis.clusterLow(), bank, number, day);
  }

  /** Submits an order signed by the first two issuer keys. */
  public Outcome order(Order order) {
    return execute(signed(order, ISSUER_KEYS.get(0), ISSUER_KEYS.get(1)));
  }

  /** An order with these signatures. */
  public SubmitOrder signed(Order order, PublicKey... signers) {
    byte[] bytes = OrderCodec.encode(order);
    return new SubmitOrder(id(), bytes, TestSignatures.approvals(bytes, signers));
  }

  /** Executes a command alone, sent by the bank of its account to the shard that keeps it. */
  public Outcome execute(Command command) {
    int bank = AccountNumber.bank(command.routingAccount());
    return execute(shardOf(command.routingAccount()), bank, command).getFirst();
  }

  /** Executes commands of one bank in one batch of one shard. */
  public List<Outcome> execute(int shard, int bank, Command... commands) {
    return execute(shard, Batches.of(nowMillis, bank, bankKey(bank).keyId(), List.of(commands)));
  }

  /** Executes an entry and reads the outcomes of its commands. */
  public List<Outcome> execute(int shard, byte[] entry) {
    BatchResult result = executeEntry(shard, entry);
    OutcomeReader reader = reader(result);
    List<Outcome> outcomes = new ArrayList<>();
    for (long i = reader.head().commands(); i > 0; i--) {
      outcomes.add(reader.nextCommand());
    }
    return outcomes;
  }

  /** Executes an entry. */
  public BatchResult executeEntry(int shard, byte[] entry) {
    Shard target = shards.get(shard);
    BatchResult result = target.ledger.execute(entry);
    target.history.add(entry);
    observers.forEach(observer -> observer.executed(shard, entry, result));
    return result;
  }

  /**
   * A reader that stands at the first command's outcome (for batches of one delivery or
   * acknowledgement: at its answer).
   */
  public static OutcomeReader reader(BatchResult result) {
    OutcomeReader reader = new OutcomeReader().wrap(result.outcomes());
    for (int i = reader.head().expiredHolds(); i > 0; i--) {
      reader.nextExpiredHold();
    }
    return reader;
  }

  /** Groups that a shard has for a peer, from a sequence on. */
  public List<ChannelGroup> groups(int source, int destination, long fromSequence) {
    return state(source).channels().groupsFrom(destination, fromSequence, Integer.MAX_VALUE);
  }

  /** Delivers one group. */
  public DeliveryAnswer deliver(int source, int destination, ChannelGroup group) {
    return reader(executeEntry(destination, Batches.delivery(nowMillis, source, group)))
        .nextAnswer();
  }

  /** Tells a shard how far its peer has taken what it sent, as things stand now. */
  public DeliveryAnswer acknowledge(int source, int destination) {
    long mark = state(destination).channels().incomingMark(source);
    return acknowledge(source, destination, mark, state(destination).channels().sealedMark(source));
  }

  /** Tells a shard how far its peer has taken what it sent. */
  public DeliveryAnswer acknowledge(int source, int destination, long mark, long sentBack) {
    byte[] entry = Batches.acknowledgement(nowMillis, destination, mark, sentBack);
    return reader(executeEntry(source, entry)).nextAnswer();
  }

  /** Delivers and acknowledges everything, in order, until nothing is left on any channel. */
  public void deliverAll() {
    boolean moved = true;
    while (moved) {
      moved = false;
      for (int source = 0; source < shardCount(); source++) {
        for (int destination = 0; destination < shardCount(); destination++) {
          moved |= source != destination && deliverChannel(source, destination);
        }
      }
    }
  }

  private boolean deliverChannel(int source, int destination) {
    boolean moved = false;
    long mark = state(destination).channels().incomingMark(source);
    for (ChannelGroup group : groups(source, destination, mark + 1)) {
      if (group.firstSequence() > mark && !state(destination).channels().isStopped(source)) {
        deliver(source, destination, group);
        moved = true;
      }
    }
    boolean acknowledged =
        state(source).channels().acknowledgedMark(destination)
            == state(destination).channels().incomingMark(source);
    return (!acknowledged && acknowledge(source, destination) == DeliveryAnswer.TAKEN) || moved;
  }

  /** What became of an id, as its shard remembers it; null when it does not. */
  public Outcome remembered(int shard, CommandId id) {
    long ref = state(shard).ids().lookup(id.high(), id.low());
    return ref < 0 ? null : state(shard).ids().outcome(ref);
  }

  private static void requireSettled(Outcome outcome) {
    if (!outcome.equals(Outcome.Settled.INSTANCE)) {
      throw new AssertionError("expected settled but got " + outcome);
    }
  }
}
