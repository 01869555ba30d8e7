package cbdc.simulator.bench;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.settlement.ledger.Chain;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Measures the ledger core alone, on one thread: payments decided and applied per second, inside
 * one shard, with ids, limits and invariants, with and without the chain hash. Entries are encoded
 * beforehand; what is measured begins with an entry's bytes and ends with its outcome record.
 *
 * <p>Ledger time runs so fast that the ids of a window amount to three million, as in a shard near
 * its limit: each round remembers and forgets as many ids as it has payments.
 */
public final class LedgerBenchmark {
  private static final int BATCH_PAYMENTS = 1_000;
  private static final int ROUND_BATCHES = 1_000;
  private static final int IDS_IN_WINDOW = 3_000_000;
  private static final int WARM_UP_ROUNDS = 5;

  private final BenchLedger ledger;
  private final SplittableRandom random = new SplittableRandom(17);
  private final int accounts;

  /**
   * What to measure.
   *
   * @param accounts number of wallets, all funded
   * @param rounds measured rounds of a million payments
   * @param isChained whether the chain hash is computed
   */
  public record Conditions(int accounts, int rounds, boolean isChained) {}

  /**
   * What was measured.
   *
   * @param conditions under which
   * @param paymentsPerSecond of each round, by the clock
   * @param paymentsPerCpuSecond of each round, by the thread's processor time: what the clock would
   *     show on an idle machine
   * @param idsRemembered at the end
   */
  public record Result(
      Conditions conditions,
      long[] paymentsPerSecond,
      long[] paymentsPerCpuSecond,
      int idsRemembered) {
    /** The middle one of the rounds. */
    public long median() {
      return median(paymentsPerSecond);
    }

    /** The middle one of the rounds, by processor time. */
    public long medianByCpu() {
      return median(paymentsPerCpuSecond);
    }

    private static long median(long[] values) {
      long[] sorted = values.clone();
      Arrays.sort(sorted);
      return sorted[sorted.length / 2];
    }

    /** One line for people. */
    public String line() {
      return String.format(
          Locale.ROOT,
          "%,12d accounts  chain hash %-3s  median %,10d payments/s  (lowest %,d, highest %,d; by processor time %,d; %d rounds of %,d; %,d ids remembered)",
          conditions.accounts(),
          conditions.isChained() ? "on" : "off",
          median(),
          Arrays.stream(paymentsPerSecond).min().orElseThrow(),
          Arrays.stream(paymentsPerSecond).max().orElseThrow(),
          medianByCpu(),
          paymentsPerSecond.length,
          BATCH_PAYMENTS * ROUND_BATCHES,
          idsRemembered);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Result that
          && conditions.equals(that.conditions)
          && Arrays.equals(paymentsPerSecond, that.paymentsPerSecond)
          && Arrays.equals(paymentsPerCpuSecond, that.paymentsPerCpuSecond)
          && idsRemembered == that.idsRemembered;
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(paymentsPerSecond);
    }
  }

  private LedgerBenchmark(Conditions conditions) {
    accounts = conditions.accounts();
    ledger =
        new BenchLedger(
            conditions.isChained() ? Chain.sha256() : (before, entry, outcomes) -> before);
  }

  /** Measures under these conditions. */
  public static Result run(Conditions conditions) {
    return new LedgerBenchmark(conditions).measure(conditions);
  }

  /**
   * Measures with 10 thousand and 10 million accounts (or those given), chain hash off and on, and
   * prints conditions and results.
   */
  public static void run(int[] accountCounts, int rounds, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "Ledger core on one thread: batches of %,d payments inside one shard, random payers and payees, ids and limits active.%n"
            + "JDK %s, %s, %d processors, heap up to %,d MiB.%n",
        BATCH_PAYMENTS,
        Runtime.version(),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        Runtime.getRuntime().maxMemory() >> 20);
    for (int count : accountCounts) {
      for (boolean isChained : new boolean[] {false, true}) {
        out.println(run(new Conditions(count, rounds, isChained)).line());
      }
    }
  }

  /** For trying out: numbers of accounts as arguments, then measured rounds by {@code rounds=N}. */
  public static void main(String[] args) {
    int[] counts =
        Arrays.stream(args)
            .filter(arg -> !arg.startsWith("rounds="))
            .mapToInt(Integer::parseInt)
            .toArray();
    int rounds =
        Arrays.stream(args)
            .filter(arg -> arg.startsWith("rounds="))
            .mapToInt(arg -> Integer.parseInt(arg.substring("rounds=".length())))
            .findFirst()
            .orElse(9);
    run(counts.length == 0 ? new int[] {10_000, 10_000_000} : counts, rounds, System.out);
  }

  private Result measure(Conditions conditions) {
    long windowMillis = ledger.idWindowMillis();
    ledger.setMillisPerBatch(Math.max(1, windowMillis * BATCH_PAYMENTS / IDS_IN_WINDOW));
    openAndFund();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long[] rates = new long[conditions.rounds()];
    long[] ratesByCpu = new long[conditions.rounds()];
    for (int round = -WARM_UP_ROUNDS; round < rates.length; round++) {
      List<byte[]> entries = payments();
      long cpuStarted = threads.getCurrentThreadCpuTime();
      long started = System.nanoTime();
      for (byte[] entry : entries) {
        ledger.execute(entry);
      }
      long nanos = System.nanoTime() - started;
      long cpuNanos = threads.getCurrentThreadCpuTime() - cpuStarted;
      if (round >= 0) {
        rates[round] = perSecond(nanos);
        ratesByCpu[round] = perSecond(cpuNanos);
      }
    }
    return new Result(conditions, rates, ratesByCpu, ledger.idsRemembered());
  }

  private static long perSecond(long nanos) {
    return 1_000_000_000L * BATCH_PAYMENTS * ROUND_BATCHES / Math.max(1, nanos);
  }

  private void openAndFund() {
    List<Command> commands = new ArrayList<>();
    for (int i = 0; i < accounts; i++) {
      commands.add(ledger.open(account(i), AccountKind.WALLET));
      commands.add(ledger.pay(AccountNumber.vault(BenchLedger.BANK), account(i), 1_000_000));
      if (commands.size() >= BATCH_PAYMENTS || i == accounts - 1) {
        ledger.execute(ledger.entry(commands));
        commands.clear();
      }
    }
  }

  private List<byte[]> payments() {
    List<byte[]> entries = new ArrayList<>(ROUND_BATCHES);
    List<Command> commands = new ArrayList<>(BATCH_PAYMENTS);
    for (int batch = 0; batch < ROUND_BATCHES; batch++) {
      commands.clear();
      for (int i = 0; i < BATCH_PAYMENTS; i++) {
        int payer = random.nextInt(accounts);
        int payee = (payer + 1 + random.nextInt(accounts - 1)) % accounts;
        commands.add(ledger.pay(account(payer), account(payee), 1 + random.nextInt(100)));
      }
      entries.add(ledger.entry(commands));
    }
    return entries;
  }

  /** Ids are drawn like a client's: the entry's time and 74 random bits. */
  static CommandId id(long timeMillis, SplittableRandom random) {
    return CommandId.of(timeMillis, random.nextLong(), random.nextLong());
  }

  private static long account(int number) {
    return AccountNumber.of(BenchLedger.BANK, AccountNumber.FIRST_CUSTOMER_SERIAL + number);
  }
}
