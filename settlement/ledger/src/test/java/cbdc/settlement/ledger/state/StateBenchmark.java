package cbdc.settlement.ledger.state;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.Outcome;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Prints what the tables cost. Run with a heap of 6 GiB; asserts nothing. */
public final class StateBenchmark {
  private static final int TIMED_TOGETHER = 256;
  private static final int TOGETHER = 256;
  private static final int MEASURED = 5_000_000;
  private static final StateBounds BOUNDS = StateBounds.DEFAULT;

  private StateBenchmark() {}

  /** Runs all measurements, or up to the number of accounts given. */
  public static void main(String[] args) {
    int most = args.length > 0 ? Integer.parseInt(args[0]) : 10_000_000;
    for (int size : new int[] {10_000, 10_000, 1_000_000, 10_000_000}) {
      if (size <= most) {
        accounts(size);
      }
    }
    ids(33_000, 120);
    ids(33_000, 120);
  }

  private static void accounts(int size) {
    ShardState state = new ShardState(SampleGenesis.of(1), 0, BOUNDS);
    Accounts accounts = state.accounts();
    long slowest = 0;
    long start = cpuNanos();
    long before = start;
    for (int i = 0; i < size; i++) {
      accounts.open(number(i), AccountKind.WALLET, 1);
      if (i % TIMED_TOGETHER == 0) {
        long now = cpuNanos();
        slowest = Math.max(slowest, now - before);
        before = now;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%,d accounts: open %.0f ns, slowest %d %.2f ms%n",
        size,
        perItem(start, size),
        TIMED_TOGETHER,
        slowest / 1e6);
    long[] numbers = new long[1 << 20];
    Random random = new Random(1);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(random.nextInt(size));
    }
    for (int round = 0; round < 3; round++) {
      lookups(accounts, numbers);
      payments(accounts, numbers);
      paymentsAfterTouching(accounts, numbers);
    }
    System.out.printf(
        Locale.ROOT,
        "  %.1f bytes per account without copies%n",
        (double) accounts.heapBytes() / size);
    snapshots(state, numbers, size);
  }

  private static void pay(Accounts accounts, long[] numbers, int i) {
    int payer = accounts.find(numbers[i & numbers.length - 1]);
    int payee = accounts.find(numbers[i * 7 + 1 & numbers.length - 1]);
    accounts.addAvailable(payee, 5);
    if (accounts.available(payer) >= 5 && accounts.spentInDay(payer, 20_000) < Long.MAX_VALUE / 2) {
      accounts.addAvailable(payer, -5);
      accounts.addSpent(payer, 20_000, 2026, 5);
    }
  }

  private static void lookups(Accounts accounts, long[] numbers) {
    long start = cpuNanos();
    long found = 0;
    for (int i = 0; i < MEASURED; i++) {
      found += accounts.find(numbers[i & numbers.length - 1]);
    }
    System.out.printf(Locale.ROOT, "  find %.0f ns (%d)%n", perItem(start, MEASURED), found & 1);
  }

  private static void payments(Accounts accounts, long[] numbers) {
    long start = cpuNanos();
    for (int i = 0; i < MEASURED; i++) {
      pay(accounts, numbers, i);
    }
    System.out.printf(
        Locale.ROOT,
        "  payment (two finds, two balances, limits) %.0f ns%n",
        perItem(start, MEASURED));
  }

  /**
   * The same, but first all accounts of 1,024 payments are looked up, so that their cache misses
   * overlap.
   */
  private static void paymentsAfterTouching(Accounts accounts, long[] numbers) {
    long start = cpuNanos();
    long touched = 0;
    for (int from = 0; from < MEASURED; from += TOGETHER) {
      for (int i = from; i < from + TOGETHER; i++) {
        touched += accounts.touchIndex(numbers[i & numbers.length - 1]);
        touched += accounts.touchIndex(numbers[i * 7 + 1 & numbers.length - 1]);
      }
      for (int i = from; i < from + TOGETHER; i++) {
        touched += accounts.touchRow(numbers[i & numbers.length - 1]);
        touched += accounts.touchRow(numbers[i * 7 + 1 & numbers.length - 1]);
      }
      for (int i = from; i < from + TOGETHER; i++) {
        pay(accounts, numbers, i);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "  payment after touching its batch's accounts %.0f ns (%d)%n",
        perItem(start, MEASURED),
        touched & 1);
  }

  private static void snapshots(ShardState state, long[] numbers, int size) {
    state.freeze().close();
    for (int round = 0; round < 3; round++) {
      for (int slot = 0; slot < size; slot += PagedRows.PAGE_ROWS) {
        state.accounts().addAvailable(slot, 1);
      }
      long start = cpuNanos();
      Frozen frozen = state.freeze();
      double freezeMillis = (cpuNanos() - start) / 1e6;
      start = cpuNanos();
      payments(state.accounts(), numbers);
      System.out.printf(
          Locale.ROOT,
          "  freeze of %,d pages %.2f ms; payments above while it is open%n",
          frozen.changedPages(),
          freezeMillis);
      start = cpuNanos();
      long bytes = 0;
      for (int i = 0; i < frozen.changedPages(); i++) {
        bytes += frozen.changedBytes(i).length;
      }
      System.out.printf(
          Locale.ROOT, "  serialise %,d bytes in %.0f ms%n", bytes, (cpuNanos() - start) / 1e6);
      frozen.close();
    }
    if (size <= 1_000_000) {
      List<Page> pages = new ArrayList<>();
      state.forEachPage(pages::add);
      long start = cpuNanos();
      ShardState.restore(state.genesis(), 0, BOUNDS, pages);
      System.out.printf(
          Locale.ROOT,
          "  restore %,d pages in %.0f ms%n",
          pages.size(),
          (cpuNanos() - start) / 1e6);
    }
  }

  private static void ids(int perSecond, int seconds) {
    IdWindow ids = new IdWindow(new Generations(), 1_000L * seconds, 4_000_000, 1);
    int count = perSecond * seconds;
    long slowest = 0;
    long start = cpuNanos();
    long before = start;
    for (int i = 0; i < count; i++) {
      long time = SampleGenesis.TIME_MILLIS + (long) i * 1_000 / perSecond;
      long high = time << 16 | 0x7000 | (i & 0xFFF);
      long low = Long.MIN_VALUE | Mix.mix(i) >>> 2;
      if (ids.lookup(high, low) == -1) {
        ids.remember(high, low, i, Outcome.Pending.INSTANCE);
      }
      if (i % TIMED_TOGETHER == 0) {
        long now = cpuNanos();
        slowest = Math.max(slowest, now - before);
        before = now;
      }
    }
    System.out.printf(
        Locale.ROOT, "%,d ids: lookup and remember %.0f ns%n", count, perItem(start, count));
    System.out.printf(Locale.ROOT, "  slowest %d %.2f ms%n", TIMED_TOGETHER, slowest / 1e6);
    System.out.printf(Locale.ROOT, "  %.1f bytes per id%n", (double) ids.heapBytes() / count);
    start = cpuNanos();
    for (int i = 0; i < count; i++) {
      long time = SampleGenesis.TIME_MILLIS + (long) i * 1_000 / perSecond;
      ids.settle(
          time << 16 | 0x7000 | (i & 0xFFF),
          Long.MIN_VALUE | Mix.mix(i) >>> 2,
          Outcome.Settled.INSTANCE);
    }
    System.out.printf(Locale.ROOT, "  settle %.0f ns%n", perItem(start, count));
    start = cpuNanos();
    int buckets = ids.forgetUntil(SampleGenesis.TIME_MILLIS + 3_000L * seconds, Integer.MAX_VALUE);
    System.out.printf(
        Locale.ROOT, "  forget %d buckets in %.2f ms%n", buckets, (cpuNanos() - start) / 1e6);
  }

  private static long number(int i) {
    return AccountNumber.of(1 + i % 5, 1_000_000 + i);
  }

  /** Time that this thread really ran: the machine may be busy with other things. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static double perItem(long start, int items) {
    return (double) (cpuNanos() - start) / items;
  }
}
