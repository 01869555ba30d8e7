package cbdc.simulator.console;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How far a long job is: on a terminal one line that changes, elsewhere a line now and then. Any
 * thread may report; whoever reports when it is time draws.
 */
public final class ProgressBar implements AutoCloseable {
  private static final int WIDTH = 30;
  private static final long TERMINAL_PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LOG_PERIOD_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final PrintStream out;
  private final boolean isTerminal;
  private final String label;
  private final String unit;
  private final LongSupplier nanoClock;
  private final long startNanos;
  private final long firstDone;
  private final AtomicLong done;
  private final AtomicLong nextDrawNanos;
  private volatile long total;

  private ProgressBar(
      PrintStream out,
      boolean isTerminal,
      String label,
      String unit,
      long firstDone,
      long total,
      LongSupplier nanoClock) {
    this.out = out;
    this.isTerminal = isTerminal;
    this.label = label;
    this.unit = unit;
    this.nanoClock = nanoClock;
    this.firstDone = firstDone;
    this.done = new AtomicLong(firstDone);
    this.total = total;
    this.startNanos = nanoClock.getAsLong();
    this.nextDrawNanos = new AtomicLong(startNanos + period());
  }

  /**
   * A bar on standard error.
   *
   * @param label what is being done
   * @param unit what is counted, in the plural
   * @param firstDone what was done before this run; it does not count for the rate
   * @param total what there is to do
   */
  public static ProgressBar onStandardError(String label, String unit, long firstDone, long total) {
    return new ProgressBar(
        System.err, Terminal.isErrorWatched(), label, unit, firstDone, total, System::nanoTime);
  }

  /** A bar for tests. */
  static ProgressBar on(
      PrintStream out, boolean isTerminal, String label, long total, LongSupplier nanoClock) {
    return new ProgressBar(out, isTerminal, label, "rows", 0, total, nanoClock);
  }

  /** Something more was done. */
  public void advance(long count) {
    done.addAndGet(count);
    long due = nextDrawNanos.get();
    long now = nanoClock.getAsLong();
    if (now - due >= 0 && nextDrawNanos.compareAndSet(due, now + period())) {
      draw(now);
    }
  }

  /** It turned out that there is more, or less, to do. */
  public void total(long newTotal) {
    total = newTotal;
  }

  /** Shows the end and leaves the line. */
  @Override
  public void close() {
    draw(nanoClock.getAsLong());
    if (isTerminal) {
      out.println();
    }
  }

  private long period() {
    return isTerminal ? TERMINAL_PERIOD_NANOS : LOG_PERIOD_NANOS;
  }

  private synchronized void draw(long now) {
    String line = line(now);
    if (isTerminal) {
      out.print("\r\033[K" + line);
      out.flush();
    } else {
      out.println(line);
    }
  }

  private String line(long now) {
    long count = done.get();
    double part = total <= 0 ? 1 : Math.min(1, (double) count / total);
    double seconds = Math.max(1e-9, (now - startNanos) / 1e9);
    String rate = Numbers.grouped(Math.round((count - firstDone) / seconds)) + " " + unit + "/s";
    String state = Numbers.grouped(count) + " of " + Numbers.grouped(total) + " " + unit;
    return label
        + " "
        + bar(part)
        + String.format(Locale.ROOT, " %3d %%  ", (int) (part * 100))
        + state
        + "  "
        + rate;
  }

  private String bar(double part) {
    if (!isTerminal) {
      return "";
    }
    int full = (int) (part * WIDTH);
    return "\033[36m" + "█".repeat(full) + "\033[2m" + "░".repeat(WIDTH - full) + "\033[0m";
  }
}
