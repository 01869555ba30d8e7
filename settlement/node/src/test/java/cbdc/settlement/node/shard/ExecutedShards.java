package cbdc.settlement.node.shard;

import cbdc.crypto.Hashes;
import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.Approval;
import cbdc.protocol.BankStatus;
import cbdc.protocol.BatchWriter;
import cbdc.protocol.ChannelGroup;
import cbdc.protocol.ClientBatchCodec;
import cbdc.protocol.ClientBatchCodec.FlushPart;
import cbdc.protocol.Command;
import cbdc.protocol.CommandCodec;
import cbdc.protocol.CommandId;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.LimitPolicy.ClassLimits;
import cbdc.protocol.Order;
import cbdc.protocol.OrderCodec;
import cbdc.protocol.PublicKey;
import cbdc.protocol.Text;
import cbdc.settlement.ledger.BatchResult;
import cbdc.settlement.ledger.LedgerBounds;
import cbdc.settlement.ledger.ShardLedger;
import cbdc.settlement.ledger.SignatureVerifier;
import cbdc.settlement.ledger.state.ShardState;
import cbdc.settlement.ledger.state.StateBounds;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The ledgers of a few shards, executed entry by entry without nodes; every signature counts as
 * genuine. Each entry is stamped a second after the one before.
 */
final class ExecutedShards {
  static final long START_MILLIS = 1_772_366_400_000L;

  private static final PublicKey KEY = new PublicKey(1, 1, new byte[32]);
  private static final byte[] SIGNATURE = new byte[Approval.SIGNATURE_LENGTH];

  private final LedgerGenesis genesis;
  private final List<ShardState> states = new ArrayList<>();
  private final List<ShardLedger> ledgers = new ArrayList<>();
  private long nowMillis = START_MILLIS;
  private long ids;
  private BiConsumer<Integer, History.Executed> observer = (shard, executed) -> {};
  private long serial = AccountNumber.FIRST_CUSTOMER_SERIAL;

  ExecutedShards(int shardCount) {
    genesis = genesis(shardCount);
    for (int shard = 0; shard < shardCount; shard++) {
      ShardState state = new ShardState(genesis, shard, StateBounds.DEFAULT);
      states.add(state);
      ledgers.add(new ShardLedger(state, new AnySignature(), LedgerBounds.DEFAULT));
    }
  }

  static LedgerGenesis genesis(int shardCount) {
    ClassLimits free =
        new ClassLimits(0, LimitPolicy.NONE, LimitPolicy.NONE, LimitPolicy.NONE, LimitPolicy.NONE);
    return new LedgerGenesis(
        11,
        12,
        shardCount,
        LedgerGenesis.RULES_VERSION_MAX,
        LedgerGenesis.DEFAULT_ID_WINDOW_MILLIS,
        START_MILLIS,
        1,
        List.of(KEY),
        new LimitPolicy(0, List.of(free)));
  }

  CommandId newId() {
    return CommandId.of(nowMillis, ++ids, ids);
  }

  /** Shows every entry from now on, once it is executed, with its shard. */
  void observe(BiConsumer<Integer, History.Executed> observer) {
    this.observer = observer;
  }

  /** Executes an entry. */
  History.Executed execute(int shard, byte[] entry) {
    BatchResult result = ledgers.get(shard).execute(entry);
    History.Executed executed =
        new History.Executed(
            result.batchNumber(),
            result.batchNumber(),
            1,
            entry,
            result.outcomes(),
            result.chainHash());
    observer.accept(shard, executed);
    return executed;
  }

  /** Executes a bank's commands in one batch. */
  History.Executed execute(int shard, int bank, Command... commands) {
    byte[] batch = batch(shard, bank, commands);
    BatchWriter writer =
        new BatchWriter().start().clientBatch(new UnsafeBuffer(batch), 0, batch.length);
    return execute(shard, writer.finish(nextStamp()));
  }

  /** Executes a bank's command with bytes behind it that are none. */
  History.Executed executeDamaged(int shard, int bank, Command command, byte[] noCommand) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    int length = new CommandCodec().encode(command, buffer, 0);
    buffer.putBytes(length, noCommand);
    byte[] batch = batch(shard, bank, 2, buffer, length + noCommand.length);
    BatchWriter writer =
        new BatchWriter().start().clientBatch(new UnsafeBuffer(batch), 0, batch.length);
    return execute(shard, writer.finish(nextStamp()));
  }

  /** A client batch, whose signature nobody checks. */
  static byte[] batch(int shard, int bank, Command... commands) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    CommandCodec codec = new CommandCodec();
    int length = 0;
    for (Command command : commands) {
      length += codec.encode(command, buffer, length);
    }
    return batch(shard, bank, commands.length, buffer, length);
  }

  private static byte[] batch(
      int shard, int bank, int count, ExpandableArrayBuffer buffer, int length) {
    byte[] bytes = new byte[length];
    buffer.getBytes(0, bytes);
    List<FlushPart> parts = List.of(new FlushPart(shard, Hashes.sha256(bytes)));
    return ClientBatchCodec.encode(bank, 1, SIGNATURE, parts, count, buffer, 0, length);
  }

  /** Delivers what a channel holds in one entry of the destination. */
  History.Executed deliver(int source, int destination) {
    long taken = states.get(destination).channels().incomingMark(source);
    List<ChannelGroup> groups =
        states.get(source).channels().groupsFrom(destination, taken + 1, Integer.MAX_VALUE);
    BatchWriter writer = new BatchWriter().start();
    groups.forEach(group -> writer.delivery(source, group));
    return execute(destination, writer.finish(nextStamp()));
  }

  /** Acknowledges at the source all that the destination has taken. */
  History.Executed acknowledge(int source, int destination) {
    long mark = states.get(destination).channels().incomingMark(source);
    long sentBack = states.get(destination).channels().sealedMark(source);
    BatchWriter writer = new BatchWriter().start().acknowledgement(destination, mark, sentBack);
    return execute(source, writer.finish(nextStamp()));
  }

  /** Executes an order on shard 0. */
  History.Executed order(int bank, Function<Order.Header, Order> order) {
    long number = states.getFirst().registry().lastOrderNumber(bank) + 1;
    int day = (int) (nowMillis / 86_400_000L) + 1;
    byte[] bytes = OrderCodec.encode(order.apply(new Order.Header(11, 12, bank, number, day)));
    List<Approval> approvals = List.of(new Approval(1, SIGNATURE));
    return execute(0, 0, new Command.SubmitOrder(newId(), bytes, approvals));
  }

  /** Admits a bank on all shards and fills its vault. */
  void admit(int bank, long amount) {
    order(
        bank, header -> new Order.SetBank(header, BankStatus.ACTIVE, Long.MAX_VALUE, List.of(KEY)));
    for (int shard = 1; shard < states.size(); shard++) {
      deliver(0, shard);
    }
    order(bank, header -> new Order.CreditReserve(header, amount));
    order(bank, header -> new Order.Issue(header, amount));
  }

  /** Opens a wallet that lies in a shard, with money from the bank's vault. */
  long wallet(int bank, int shard, long amount) {
    long account;
    do {
      account = AccountNumber.of(bank, serial++);
    } while (AccountNumber.shard(account, states.size()) != shard);
    execute(shard, bank, new Command.OpenAccount(newId(), account, AccountKind.WALLET, 0));
    if (amount > 0) {
      execute(0, bank, pay(AccountNumber.vault(bank), account, amount));
      deliver(0, shard);
      acknowledge(0, shard);
    }
    return account;
  }

  Command.Pay pay(long payer, long payee, long amount) {
    return new Command.Pay(newId(), payer, payee, amount, Text.of("e2e"), Text.of("note"));
  }

  ShardState state(int shard) {
    return states.get(shard);
  }

  long nowMillis() {
    return nowMillis;
  }

  void advanceMillis(long millis) {
    nowMillis += millis;
  }

  private long nextStamp() {
    nowMillis += 1_000;
    return nowMillis;
  }

  static final class AnySignature implements SignatureVerifier {
    @Override
    public boolean verify(PublicKey key, byte[] message, byte[] signature) {
      return true;
    }

    @Override
    public boolean verifyOrder(PublicKey key, byte[] order, byte[] signature) {
      return true;
    }
  }
}
