package cbdc.load.jmh;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.Approval;
import cbdc.protocol.BankStatus;
import cbdc.protocol.BatchWriter;
import cbdc.protocol.ChannelGroup;
import cbdc.protocol.ClientBatchCodec;
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
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Three shards of one bank, each with its SHA-256 chain: shard 0 with the vault, and {@link #HERE}
 * and {@link #THERE} with wallets. Orders need no real signatures, limits are counted but wide, and
 * all money comes from the vault. Used by one thread.
 */
final class Shards {
  static final int HERE = 1;
  static final int THERE = 2;
  static final int PAYMENTS_PER_ENTRY = 1_000;

  private static final int COUNT = 3;
  private static final int BANK = 1;
  private static final int CLASS = 2;
  private static final long FUNDS = 1_000_000_000;
  private static final int IDS_IN_WINDOW = 1_000_000;
  private static final long START_MILLIS = 1_772_366_400_000L;
  private static final PublicKey KEY = new PublicKey(1, 1, new byte[] {1});
  private static final SignatureVerifier TRUSTING =
      new SignatureVerifier() {
        @Override
        public boolean verify(PublicKey key, byte[] message, byte[] signature) {
          return true;
        }

        @Override
        public boolean verifyOrder(PublicKey key, byte[] order, byte[] signature) {
          return true;
        }
      };

  private final List<ShardState> states = new ArrayList<>();
  private final List<ShardLedger> ledgers = new ArrayList<>();
  private final LedgerGenesis genesis = genesis();
  private final SplittableRandom random = new SplittableRandom(17);
  private final CommandCodec codec = new CommandCodec();
  private final BatchWriter writer = new BatchWriter();
  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(128 * 1024);
  private long nowMillis = START_MILLIS;
  private long lastSerial = AccountNumber.FIRST_CUSTOMER_SERIAL - 1;

  Shards() {
    for (int shard = 0; shard < COUNT; shard++) {
      ShardState state = new ShardState(genesis, shard);
      states.add(state);
      ledgers.add(new ShardLedger(state, TRUSTING, LedgerBounds.DEFAULT));
    }
    long vault = 1L << 60;
    order(1, header -> new Order.SetBank(header, BankStatus.ACTIVE, vault, List.of(KEY)));
    order(2, header -> new Order.CreditReserve(header, vault));
    order(3, header -> new Order.Issue(header, vault));
  }

  private static LedgerGenesis genesis() {
    ClassLimits wide = new ClassLimits(CLASS, 1L << 40, 1L << 50, 1L << 52, 1L << 50);
    return new LedgerGenesis(
        1,
        2,
        COUNT,
        1,
        LedgerGenesis.DEFAULT_ID_WINDOW_MILLIS,
        START_MILLIS,
        1,
        List.of(KEY),
        new LimitPolicy(8 * 3600, List.of(wide)));
  }

  /** Opens wallets in a shard and gives each the same funds. */
  long[] open(int shard, int count) {
    long[] accounts = new long[count];
    for (int from = 0; from < count; from += PAYMENTS_PER_ENTRY) {
      int to = Math.min(count, from + PAYMENTS_PER_ENTRY);
      List<Command> openings = new ArrayList<>();
      List<Command> funding = new ArrayList<>();
      for (int i = from; i < to; i++) {
        accounts[i] = nextAccount(shard);
        openings.add(new Command.OpenAccount(id(), accounts[i], AccountKind.WALLET, CLASS));
        funding.add(pay(AccountNumber.vault(BANK), accounts[i], FUNDS));
      }
      execute(shard, entry(BANK, openings));
      execute(0, entry(BANK, funding));
      carry(0, shard);
    }
    return accounts;
  }

  private long nextAccount(int shard) {
    long account;
    do {
      lastSerial++;
      account = AccountNumber.of(BANK, lastSerial);
    } while (AccountNumber.shard(account, COUNT) != shard);
    return account;
  }

  /** An entry of payments between random ones of two lists, from 1 to 100 minor units each. */
  byte[] payments(long[] payers, long[] payees) {
    List<Command> commands = new ArrayList<>(PAYMENTS_PER_ENTRY);
    while (commands.size() < PAYMENTS_PER_ENTRY) {
      long payer = payers[random.nextInt(payers.length)];
      long payee = payees[random.nextInt(payees.length)];
      if (payer != payee) {
        commands.add(pay(payer, payee, 1 + random.nextInt(100)));
      }
    }
    return entry(BANK, commands);
  }

  /** Executes an entry. */
  BatchResult execute(int shard, byte[] entry) {
    return ledgers.get(shard).execute(entry);
  }

  /** Delivers what one shard has for another, and acknowledges it: all of it is settled then. */
  void carry(int source, int destination) {
    ShardState from = states.get(source);
    ShardState to = states.get(destination);
    long mark = to.channels().incomingMark(source);
    for (ChannelGroup group :
        from.channels().groupsFrom(destination, mark + 1, Integer.MAX_VALUE)) {
      execute(destination, writer.start().delivery(source, group).finish(nowMillis));
    }
    long newMark = to.channels().incomingMark(source);
    long sentBack = to.channels().sealedMark(source);
    execute(
        source, writer.start().acknowledgement(destination, newMark, sentBack).finish(nowMillis));
  }

  /** Transfers from one shard to another that are settled: sent, credited and acknowledged. */
  long settled(int source, int destination) {
    return states.get(source).channels().acknowledgedMark(destination)
        - states.get(destination).channels().sealedMark(source);
  }

  private Command.Pay pay(long payer, long payee, long amount) {
    return new Command.Pay(id(), payer, payee, amount, Text.EMPTY, Text.EMPTY);
  }

  private CommandId id() {
    return CommandId.of(nowMillis, random.nextLong(), random.nextLong());
  }

  private byte[] entry(int bank, List<? extends Command> commands) {
    int length = 0;
    for (Command command : commands) {
      length += codec.encode(command, buffer, length);
    }
    byte[] signature = new byte[Approval.SIGNATURE_LENGTH];
    byte[] batch =
        ClientBatchCodec.encode(
            bank, KEY.keyId(), signature, List.of(), commands.size(), buffer, 0, length);
    byte[] entry =
        writer.start().clientBatch(new UnsafeBuffer(batch), 0, batch.length).finish(nowMillis);
    // So fast that a window of ids holds as many as a busy shard does.
    nowMillis += genesis.idWindowMillis() * PAYMENTS_PER_ENTRY / IDS_IN_WINDOW;
    return entry;
  }

  private void order(int number, Function<Order.Header, Order> order) {
    Order.Header header =
        new Order.Header(
            genesis.clusterHigh(), genesis.clusterLow(), BANK, number, Integer.MAX_VALUE);
    byte[] bytes = OrderCodec.encode(order.apply(header));
    Approval approval = new Approval(KEY.keyId(), new byte[Approval.SIGNATURE_LENGTH]);
    execute(0, entry(0, List.of(new Command.SubmitOrder(id(), bytes, List.of(approval)))));
    carry(0, HERE);
    carry(0, THERE);
  }
}
