package cbdc.simulator.bench;

import cbdc.protocol.AccountKind;
import cbdc.protocol.Approval;
import cbdc.protocol.BankStatus;
import cbdc.protocol.BatchWriter;
import cbdc.protocol.ClientBatchCodec;
import cbdc.protocol.Command;
import cbdc.protocol.Command.OpenAccount;
import cbdc.protocol.Command.Pay;
import cbdc.protocol.Command.SubmitOrder;
import cbdc.protocol.CommandCodec;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.LimitPolicy.ClassLimits;
import cbdc.protocol.Order;
import cbdc.protocol.Order.CreditReserve;
import cbdc.protocol.Order.Issue;
import cbdc.protocol.Order.SetBank;
import cbdc.protocol.OrderCodec;
import cbdc.protocol.OutcomeReader;
import cbdc.protocol.PublicKey;
import cbdc.protocol.Text;
import cbdc.settlement.ledger.BatchResult;
import cbdc.settlement.ledger.Chain;
import cbdc.settlement.ledger.LedgerBounds;
import cbdc.settlement.ledger.ShardLedger;
import cbdc.settlement.ledger.SignatureVerifier;
import cbdc.settlement.ledger.state.ShardState;
import java.util.List;
import java.util.SplittableRandom;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A ledger of one shard with one rich bank, whose orders need no real signatures. Every command
 * that it is given must succeed.
 */
final class BenchLedger {
  static final int BANK = 1;

  private static final int CLASS = 2;
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

  private final LedgerGenesis genesis;
  private final ShardState state;
  private final ShardLedger ledger;
  private final SplittableRandom random = new SplittableRandom(4);
  private final CommandCodec codec = new CommandCodec();
  private final BatchWriter writer = new BatchWriter();
  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(128 * 1024);
  private final OutcomeReader reader = new OutcomeReader();
  private long nowMillis = START_MILLIS;
  private long millisPerBatch = 1;

  BenchLedger(Chain chain) {
    // Limits that are checked and counted, and wide enough that no payment of a benchmark is
    // refused.
    LimitPolicy policy =
        new LimitPolicy(
            8 * 3600, List.of(new ClassLimits(CLASS, 1L << 40, 1L << 50, 1L << 52, 1L << 50)));
    genesis =
        new LedgerGenesis(
            1,
            2,
            1,
            1,
            LedgerGenesis.DEFAULT_ID_WINDOW_MILLIS,
            START_MILLIS,
            1,
            List.of(KEY),
            policy);
    state = new ShardState(genesis, 0);
    ledger = new ShardLedger(state, TRUSTING, LedgerBounds.DEFAULT, chain);
    order(new SetBank(header(BANK, 1), BankStatus.ACTIVE, 1L << 60, List.of(KEY)));
    order(new CreditReserve(header(BANK, 2), 1L << 60));
    order(new Issue(header(BANK, 3), 1L << 60));
  }

  long idWindowMillis() {
    return genesis.idWindowMillis();
  }

  int idsRemembered() {
    return state.ids().size();
  }

  void setMillisPerBatch(long millis) {
    millisPerBatch = millis;
  }

  Pay pay(long payer, long payee, long amount) {
    return new Pay(
        LedgerBenchmark.id(nowMillis, random), payer, payee, amount, Text.EMPTY, Text.EMPTY);
  }

  OpenAccount open(long account, AccountKind kind) {
    return new OpenAccount(LedgerBenchmark.id(nowMillis, random), account, kind, CLASS);
  }

  /** The next entry, with these commands of the bank; time passes with it. */
  byte[] entry(List<? extends Command> commands) {
    return entry(BANK, commands);
  }

  /** Executes an entry, all of whose commands must settle. */
  void execute(byte[] entry) {
    BatchResult result = ledger.execute(entry);
    // A command that settles takes one byte: any other outcome or length is a benchmark of
    // refusals.
    reader.wrap(result.outcomes());
    int head = result.outcomes().length - (int) reader.head().commands();
    for (int i = head; i < result.outcomes().length; i++) {
      if (result.outcomes()[i] != 0) {
        throw new IllegalStateException(
            "a command of the benchmark ended as "
                + OutcomeReader.read(new UnsafeBuffer(result.outcomes()), i));
      }
    }
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
    nowMillis += millisPerBatch;
    return entry;
  }

  private void order(Order order) {
    byte[] bytes = OrderCodec.encode(order);
    Approval approval = new Approval(KEY.keyId(), new byte[Approval.SIGNATURE_LENGTH]);
    SubmitOrder command =
        new SubmitOrder(LedgerBenchmark.id(nowMillis, random), bytes, List.of(approval));
    execute(entry(0, List.of(command)));
  }

  private Order.Header header(int bank, long number) {
    return new Order.Header(
        genesis.clusterHigh(), genesis.clusterLow(), bank, number, Integer.MAX_VALUE);
  }
}
