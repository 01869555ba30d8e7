package cbdc.load.jmh;

import cbdc.protocol.OutcomeReader;
import cbdc.settlement.ledger.BatchResult;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Payments decided and applied per second by one thread, with ids, limits, invariants and the
 * SHA-256 chain. An invocation is several entries of a thousand payments, encoded beforehand: it
 * begins with their bytes and ends with their outcomes.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-XX:+UseParallelGC"})
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class PaymentsBenchmark {
  private static final int ENTRIES = 10;
  private static final int PAYMENTS = ENTRIES * Shards.PAYMENTS_PER_ENTRY;

  /** Wallets in the shards that pay and are paid. */
  @State(Scope.Benchmark)
  public abstract static class Payments {
    /** Wallets in each shard. */
    @Param({"10000", "1000000"})
    public int accounts;

    final Shards shards = new Shards();
    final byte[][] entries = new byte[ENTRIES][];
    private long[] payers;
    private long[] payees;

    final void between(long[] paying, long[] paid) {
      payers = paying;
      payees = paid;
    }

    /** Fresh payments: the same twice would be duplicates. An invocation takes milliseconds. */
    @Setup(Level.Invocation)
    public void encode() {
      for (int i = 0; i < ENTRIES; i++) {
        entries[i] = shards.payments(payers, payees);
      }
    }
  }

  /** Payers and payees are the same wallets of one shard. */
  @State(Scope.Benchmark)
  public static class OneShard extends Payments {
    private final OutcomeReader reader = new OutcomeReader();

    /** Opens and funds the wallets. */
    @Setup(Level.Trial)
    public void open() {
      long[] here = shards.open(Shards.HERE, accounts);
      between(here, here);
    }

    /** A command that settles takes one byte, 0: anything else would be a benchmark of refusals. */
    private void requireSettled(BatchResult result) {
      byte[] outcomes = result.outcomes();
      int commands = (int) reader.wrap(outcomes).head().commands();
      boolean settled = commands == Shards.PAYMENTS_PER_ENTRY;
      for (int i = outcomes.length - commands; i < outcomes.length; i++) {
        settled &= outcomes[i] == 0;
      }
      if (!settled) {
        throw new IllegalStateException("a payment of the benchmark did not settle");
      }
    }
  }

  /** Payers are in one shard, payees in another. */
  @State(Scope.Benchmark)
  public static class TwoShards extends Payments {
    /** Opens and funds the wallets. */
    @Setup(Level.Trial)
    public void open() {
      long[] here = shards.open(Shards.HERE, accounts);
      between(here, shards.open(Shards.THERE, accounts));
    }
  }

  /** Payments inside a shard: one event each. */
  @Benchmark
  @OperationsPerInvocation(PAYMENTS)
  public void withinShard(OneShard state) {
    for (byte[] entry : state.entries) {
      state.requireSettled(state.shards.execute(Shards.HERE, entry));
    }
  }

  /**
   * Payments from one shard to another, to their end, by the same thread: debit and message at the
   * source, credit at the destination, acknowledgement and trimming at the source.
   */
  @Benchmark
  @OperationsPerInvocation(PAYMENTS)
  public long betweenShards(TwoShards state) {
    long before = state.shards.settled(Shards.HERE, Shards.THERE);
    for (byte[] entry : state.entries) {
      state.shards.execute(Shards.HERE, entry);
      state.shards.carry(Shards.HERE, Shards.THERE);
    }
    long settled = state.shards.settled(Shards.HERE, Shards.THERE) - before;
    if (settled != PAYMENTS) {
      throw new IllegalStateException(settled + " of " + PAYMENTS + " payments settled");
    }
    return settled;
  }
}
