package cbdc.load;

import cbdc.load.plan.Plan;
import cbdc.load.plan.Planned;
import cbdc.load.record.LiveMetrics;
import cbdc.load.record.Outcome;
import cbdc.load.record.PaymentsFile;
import cbdc.load.record.RequestKind;
import cbdc.load.record.RunRecorder;
import cbdc.load.record.Second;
import cbdc.load.scenario.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Keeps a run's clock and its record, and says each second how it goes. Any thread may report. */
final class RunKeeper {
  /**
   * Users are there so long before their request is due: what Gatling needs to make one then makes
   * no request late.
   */
  static final long LEAD_NANOS = 1_500_000_000L;

  private static final long SECOND = 1_000_000_000L;
  private static final int PROGRESS_EVERY = 5;

  private final Plan plan;
  private final boolean isOpen;
  private final RunRecorder recorder;
  private final RunReport report;
  private final Optional<LiveMetrics> live;
  private final LongAdder plannedAnswered = new LongAdder();
  private final Map<String, LongAdder> reasons = new ConcurrentHashMap<>();
  private final Set<Sent> underWay = ConcurrentHashMap.newKeySet();

  /**
   * Shared by all who report; whoever ends the run takes it alone, and nothing counts from then.
   */
  private final ReadWriteLock reporting = new ReentrantReadWriteLock();

  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("load-seconds").factory());
  private volatile long beginNanos;
  private Future<?> ticks;
  private long beginMillis;
  private boolean begun;
  private boolean isOver;
  private boolean ended;

  RunKeeper(LoadSettings settings, Scenario scenario, Plan plan, RunReport report)
      throws IOException {
    this.plan = plan;
    this.isOpen = scenario.arrivals().model() == Scenario.Model.OPEN;
    this.report = report;
    this.recorder =
        new RunRecorder(
            settings.folder(),
            scenario.arrivals().warmUpSeconds(),
            second -> isOpen ? plan.schedule().due(second) * scenario.sends() : 0);
    this.live = LiveMetrics.start(settings.metricsPort(), recorder);
  }

  /** The first request is made: now the clock runs. */
  private void begin(Planned first) {
    if (begun) {
      return;
    }
    begun = true;
    // In a run that begins with seconds of nothing, the first user comes later.
    long before = isOpen ? first.dueNanos() / SECOND * SECOND : 0;
    long lead = (isOpen ? LEAD_NANOS : 0) - before;
    beginMillis = System.currentTimeMillis() + TimeUnit.NANOSECONDS.toMillis(lead);
    try {
      recorder.begin(beginMillis);
    } catch (IOException e) {
      throw new UncheckedIOException("the run cannot be written down", e);
    }
    beginNanos = System.nanoTime() + lead;
    ticks = ticker.scheduleAtFixedRate(this::tick, lead + SECOND, SECOND, TimeUnit.NANOSECONDS);
  }

  /** The next request; users come on several threads. */
  synchronized Planned next() {
    Planned next = plan.next();
    begin(next);
    return next;
  }

  /** When the run began, since 1970. */
  long beginMillis() {
    return beginMillis;
  }

  /** How long until a request is due, nanoseconds; negative when it is late. */
  long nanosUntil(Planned planned) {
    return planned.dueNanos() < 0 ? 0 : beginNanos + planned.dueNanos() - System.nanoTime();
  }

  /**
   * A request is to be sent now.
   *
   * @param isFirst of its action, so that its latency counts from when it was due
   * @param payment what it moves, or nothing
   * @return nothing when the run is over, so that it must not be sent
   */
  Optional<Sent> send(
      RequestKind kind, Planned planned, boolean isFirst, Optional<PaymentsFile.Entry> payment) {
    long now = System.nanoTime();
    long from = isFirst && isOpen ? beginNanos + planned.dueNanos() : now;
    Sent sent = new Sent(kind, isFirst, from, payment);
    boolean isCounted =
        report(
            () -> {
              recorder.sent(kind, now - from);
              underWay.add(sent);
            });
    return isCounted ? Optional.of(sent) : Optional.empty();
  }

  /** A request has ended. */
  void ended(Sent sent, Answers.Meaning meaning) {
    boolean unused =
        report(
            () -> {
              underWay.remove(sent);
              if (sent.isFirst() && meaning.outcome() != Outcome.UNKNOWN) {
                plannedAnswered.increment();
              }
              if (!meaning.reason().isEmpty()) {
                reasons.computeIfAbsent(meaning.reason(), code -> new LongAdder()).increment();
              }
              record(sent, meaning.outcome());
            });
  }

  private void record(Sent sent, Outcome outcome) {
    recorder.ended(sent.kind(), outcome, System.nanoTime() - sent.fromNanos());
    sent.payment().ifPresent(payment -> recorder.answered(payment.with(outcome)));
  }

  private boolean report(Runnable what) {
    reporting.readLock().lock();
    try {
      if (!isOver) {
        what.run();
      }
      return !isOver;
    } finally {
      reporting.readLock().unlock();
    }
  }

  /** From now on nothing counts, and what was sent and not answered stays unknown. */
  private void endReports() {
    reporting.writeLock().lock();
    try {
      isOver = true;
    } finally {
      reporting.writeLock().unlock();
    }
    underWay.forEach(sent -> record(sent, Outcome.UNKNOWN));
  }

  private synchronized void tick() {
    if (ended) {
      return;
    }
    Second second = recorder.tick();
    live.ifPresent(metrics -> metrics.show(second));
    if ((second.second() + 1) % PROGRESS_EVERY == 0) {
      Progress.say(line(second));
    }
  }

  private static String line(Second s) {
    return String.format(
        Locale.ROOT,
        "%6d s  %,7d/s sent  %,7d settled  %,6d declined  %,6d failed  %,6d unknown  p99 %,8.1f ms  %,6d in flight",
        s.second() + 1,
        s.sent(),
        s.settled(),
        s.declined(),
        s.failed(),
        s.unknown(),
        s.p99() / 1e3,
        s.inFlight());
  }

  /**
   * Writes the rest down; only the first call does.
   *
   * @param isPartial whether the run was ended before its time
   */
  synchronized void end(boolean isPartial) {
    if (ended || !begun) {
      return;
    }
    ticker.shutdown();
    if (ticks.state() == Future.State.FAILED) {
      throw new IllegalStateException("the run could not be written down", ticks.exceptionNow());
    }
    endReports();
    recorder.tick();
    ended = true;
    double seconds = (System.nanoTime() - beginNanos) / 1e9;
    try {
      report.write(recorder, plan, plannedAnswered.sum(), reasons, beginMillis, seconds, isPartial);
      recorder.close();
      live.ifPresent(LiveMetrics::close);
    } catch (IOException e) {
      throw new UncheckedIOException("the run cannot be written down", e);
    }
  }
}
