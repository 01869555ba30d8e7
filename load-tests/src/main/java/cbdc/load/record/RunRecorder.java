package cbdc.load.record;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import org.HdrHistogram.Recorder;

/**
 * Writes a run down as it goes, a second at a time: {@code latency.hlog} (HdrHistogram's log, a
 * tagged histogram for each kind of request, microseconds), {@code intervals.csv} and {@link
 * PaymentsFile}. Any thread may report; one calls {@link #tick}.
 */
public final class RunRecorder implements Closeable {
  /** Holds the moment at which the run began, milliseconds since 1970. */
  public static final String BEGAN = "began";

  /** The file that holds a line a second. */
  public static final String INTERVALS = "intervals.csv";

  private static final long LONGEST_MICROS = 3_600_000_000L;
  private static final int DIGITS = 3;

  private final Path folder;
  private final int warmUpSeconds;
  private final PaymentsFile payments;
  private final PrintStream csv;
  private final PrintStream log;
  private final HistogramLogWriter histograms;
  private final IntUnaryOperator target;
  private final Map<RequestKind, Line> lines = new EnumMap<>(RequestKind.class);
  private final Recorder lateness = new Recorder(LONGEST_MICROS, 2);
  private final Histogram all = new Histogram(LONGEST_MICROS, DIGITS);
  private final Histogram allLate = new Histogram(LONGEST_MICROS, 2);
  private long beginMillis;
  private int second;
  private Counts before = new Counts(0, 0, 0, 0, 0);

  /** What is counted of one kind of request. */
  private static final class Line {
    private final Recorder recorder = new Recorder(LONGEST_MICROS, DIGITS);
    private final Histogram whole = new Histogram(LONGEST_MICROS, DIGITS);
    private final LongAdder sent = new LongAdder();
    private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);
    private Histogram interval;

    private Line() {
      for (Outcome outcome : Outcome.values()) {
        outcomes.put(outcome, new LongAdder());
      }
    }

    private Counts counts() {
      return new Counts(
          sent.sum(),
          outcomes.get(Outcome.SETTLED).sum(),
          outcomes.get(Outcome.DECLINED).sum(),
          outcomes.get(Outcome.FAILED).sum(),
          outcomes.get(Outcome.UNKNOWN).sum());
    }
  }

  /**
   * A recorder into a folder.
   *
   * @param warmUpSeconds at the begin, whose latencies are written down and do not count
   * @param target how many requests are due in a second of the run
   */
  public RunRecorder(Path folder, int warmUpSeconds, IntUnaryOperator target) throws IOException {
    this.warmUpSeconds = warmUpSeconds;
    this.folder = folder;
    this.target = target;
    Files.createDirectories(folder);
    payments = new PaymentsFile(folder);
    csv = print(folder.resolve(INTERVALS));
    csv.println(Second.HEAD);
    log = print(folder.resolve("latency.hlog"));
    histograms = new HistogramLogWriter(log);
    histograms.outputLogFormatVersion();
    histograms.outputLegend();
    for (RequestKind kind : RequestKind.values()) {
      lines.put(kind, new Line());
    }
  }

  private static PrintStream print(Path file) throws IOException {
    return new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8);
  }

  /** The run begins then; the file {@value #BEGAN} tells others. */
  public void begin(long millisSince1970) throws IOException {
    Files.writeString(folder.resolve(BEGAN), Long.toString(millisSince1970));
    beginMillis = millisSince1970;
    histograms.outputStartTime(millisSince1970);
    histograms.setBaseTime(millisSince1970);
  }

  /**
   * A request is sent.
   *
   * @param lateNanos how long after it was due; 0 where nothing was due
   */
  public void sent(RequestKind kind, long lateNanos) {
    lines.get(kind).sent.increment();
    lateness.recordValue(micros(lateNanos));
  }

  /**
   * A request has ended.
   *
   * @param nanos since it was due
   */
  public void ended(RequestKind kind, Outcome outcome, long nanos) {
    Line line = lines.get(kind);
    line.outcomes.get(outcome).increment();
    if (outcome != Outcome.UNKNOWN) {
      line.recorder.recordValue(micros(nanos));
    }
  }

  /** What was answered to a request that moves money. */
  public void answered(PaymentsFile.Entry payment) {
    payments.add(payment);
  }

  private static long micros(long nanos) {
    return Math.clamp(nanos / 1_000, 0, LONGEST_MICROS);
  }

  /** Ends a second: writes it down and gives it back. */
  public Second tick() {
    Histogram now = new Histogram(LONGEST_MICROS, DIGITS);
    lines.forEach(
        (kind, line) -> {
          line.interval = line.recorder.getIntervalHistogram(line.interval);
          line.whole.add(line.interval);
          now.add(line.interval);
          if (line.interval.getTotalCount() > 0) {
            write(kind, line.interval);
          }
        });
    all.add(now);
    Histogram late = lateness.getIntervalHistogram();
    allLate.add(late);
    Counts counts = counts(kind -> true);
    Second ended =
        new Second(
            second,
            target.applyAsInt(second),
            counts.offered() - before.offered(),
            counts.settled() - before.settled(),
            counts.declined() - before.declined(),
            counts.failed() - before.failed(),
            counts.unknown() - before.unknown(),
            at(now, 50),
            at(now, 90),
            at(now, 99),
            at(now, 99.9),
            now.getMaxValue(),
            at(late, 99),
            counts.offered() - counts.answered() - counts.unknown());
    before = counts;
    csv.println(ended.line());
    second++;
    if (second == warmUpSeconds) {
      forgetLatencies();
    }
    flush();
    return ended;
  }

  private void forgetLatencies() {
    all.reset();
    allLate.reset();
    lines.values().forEach(line -> line.whole.reset());
  }

  private void write(RequestKind kind, Histogram interval) {
    interval.setTag(kind.word());
    interval.setStartTimeStamp(beginMillis + second * 1_000L);
    interval.setEndTimeStamp(beginMillis + (second + 1) * 1_000L);
    histograms.outputIntervalHistogram(interval);
  }

  private void flush() {
    csv.flush();
    log.flush();
    try {
      payments.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the run cannot be written down", e);
    }
    if (csv.checkError() || log.checkError()) {
      throw new UncheckedIOException(new IOException("the run cannot be written down"));
    }
  }

  private static long at(Histogram histogram, double percentile) {
    return histogram.getTotalCount() == 0 ? 0 : histogram.getValueAtPercentile(percentile);
  }

  /** How requests of some kinds ended so far. */
  public Counts counts(Predicate<RequestKind> kinds) {
    Counts sum = new Counts(0, 0, 0, 0, 0);
    for (Map.Entry<RequestKind, Line> line : lines.entrySet()) {
      if (kinds.test(line.getKey())) {
        sum = sum.plus(line.getValue().counts());
      }
    }
    return sum;
  }

  /** Percentiles of all answers since the warm-up, in the seconds that have ended. */
  public Latency latency() {
    return Latency.of(all);
  }

  /** Percentiles of one kind's; empty where there was none. */
  public Optional<Latency> latency(RequestKind kind) {
    Histogram whole = lines.get(kind).whole;
    return whole.getTotalCount() == 0 ? Optional.empty() : Optional.of(Latency.of(whole));
  }

  /** How late requests were sent. */
  public Latency lateness() {
    return Latency.of(allLate);
  }

  /** For each kind of which there was a request. */
  public void eachKind(Consumer<RequestKind> used) {
    lines.forEach(
        (kind, line) -> {
          if (line.sent.sum() > 0) {
            used.accept(kind);
          }
        });
  }

  @Override
  public void close() throws IOException {
    payments.close();
    csv.close();
    log.close();
  }
}
