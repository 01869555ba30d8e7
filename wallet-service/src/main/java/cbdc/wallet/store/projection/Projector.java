package cbdc.wallet.store.projection;

import cbdc.kit.HealthChecks.Verdict;
import cbdc.kit.Lifecycle;
import cbdc.kit.db.Database;
import cbdc.kit.db.DatabaseUnavailable;
import cbdc.wallet.core.LedgerFeed;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the feeds of all shards and keeps the projection up to date, on a thread of its own.
 *
 * <p>All shards that are due are asked at the same time and their pages go into one transaction:
 * then most payments are told whole, and their rows are written once. After a transaction it rests
 * for a time that grows with the work, unless there is more to read, so that rounds grow with the
 * load and payments keep the machine. While the database or a shard is away it waits and tries
 * again; payments do not notice. A page that cannot be projected stops its shard alone.
 */
public final class Projector implements Lifecycle.Part {
  private static final Logger LOG = LoggerFactory.getLogger(Projector.class);
  private static final long BACKOFF_MIN_MILLIS = 100;
  private static final long STOP_LIMIT_SECONDS = 60;
  private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** So many times as long as a transaction took nothing is asked for. */
  private static final int REST_FACTOR = 3;

  /** What comes in from other threads: an answer of a shard, or null members to wake up. */
  private record Arrival(ShardFollower follower, int attempt, FeedSlice slice, Throwable failure) {
    private static final Arrival WAKE = new Arrival(null, 0, null, null);
  }

  private final Database database;
  private final LedgerIdentity ledger;
  private final LedgerFeed feed;
  private final ProjectorSettings settings;
  private final InstantSource clock;
  private final Progress progress;
  private final ProjectorMetrics metrics;
  private final LinkedBlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("wallet-projector").unstarted(this::run);

  /** By shard. */
  private List<ShardFollower> followers = List.of();

  /** The same, those first whose last page is longest ago: no shard starves when all have much. */
  private List<ShardFollower> turns = new ArrayList<>();

  private long databaseBackoffMillis;
  private long checkedNanos;
  private long restUntilNanos = System.nanoTime();
  private long gatherUntilNanos;
  private volatile boolean stopping;
  private volatile String databaseProblem = "it has not begun";
  private volatile String shardProblem = "";

  /**
   * A projector that does not run yet.
   *
   * @param database where the projection is; the projector uses one connection at a time
   * @param progress what it tells others about how far it has come
   * @param clock wall time
   */
  public Projector(
      Database database,
      LedgerIdentity ledger,
      LedgerFeed feed,
      ProjectorSettings settings,
      InstantSource clock,
      Progress progress,
      ProjectorMetrics metrics) {
    if (feed.shardCount() != ledger.shardCount()) {
      throw new IllegalArgumentException(
          "the feed has " + feed.shardCount() + " shards, expected " + ledger.shardCount());
    }
    this.database = database;
    this.ledger = ledger;
    this.feed = feed;
    this.settings = settings;
    this.clock = clock;
    this.progress = progress;
    this.metrics = metrics;
  }

  /** Begins; returns at once, also while the database is away. */
  @Override
  public void start() {
    thread.start();
  }

  /** Finishes the transaction at hand and stops. */
  @Override
  public void stop() throws InterruptedException {
    stopping = true;
    arrivals.add(Arrival.WAKE);
    thread.join(TimeUnit.SECONDS.toMillis(STOP_LIMIT_SECONDS));
  }

  /** Whether the projection is as close behind the ledger as it should be; from memory. */
  public Verdict verdict() {
    long millis = progress.millisBehind(clock.millis());
    boolean ok = millis <= settings.behindMax().toMillis();
    String lag = millis + " ms and " + progress.recordsBehind() + " history records behind";
    return new Verdict(ok, lag + after(databaseProblem) + after(shardProblem));
  }

  private static String after(String problem) {
    return problem.isEmpty() ? "" : "; " + problem;
  }

  private void run() {
    while (!stopping) {
      try {
        step();
      } catch (DatabaseUnavailable away) {
        databaseProblem =
            noted(databaseProblem, "the database is away: " + away.getMessage(), null);
        pause();
      } catch (CursorMoved elsewhere) {
        LOG.info("the projection moved without us, beginning again where it is now");
        followers = List.of();
      } catch (InterruptedException told) {
        stopping = true;
      } catch (RuntimeException fault) {
        String what = "the projection does not come on: " + fault.getMessage();
        databaseProblem = noted(databaseProblem, what, fault);
        pause();
      }
    }
  }

  /** Asks whom it is time to ask, waits for something to happen, projects what has arrived. */
  private void step() throws InterruptedException {
    if (followers.isEmpty()) {
      open();
    }
    askAround();
    await();
    if (isGathered()) {
      project();
    }
    if (System.nanoTime() - checkedNanos > CHECK_NANOS) {
      check();
    }
  }

  /** With nothing to project, a rebuild or a database put back would go unnoticed. */
  private void check() {
    boolean isHere =
        database.transact(FeedCursors::read).stream()
            .allMatch(asOf -> followers.get(asOf.shard()).next() == asOf.historyNumber() + 1);
    if (!isHere) {
      throw new CursorMoved();
    }
    databaseWorks();
  }

  private void databaseWorks() {
    checkedNanos = System.nanoTime();
    databaseBackoffMillis = 0;
    databaseProblem = "";
  }

  private void open() {
    List<ShardFollower> opened = new ArrayList<>();
    long now = System.nanoTime();
    database
        .transact(connection -> FeedCursors.open(connection, ledger))
        .forEach(
            asOf -> {
              progress.resume(asOf);
              opened.add(new ShardFollower(asOf.shard(), asOf.historyNumber() + 1, now, settings));
            });
    followers = opened;
    turns = new ArrayList<>(opened);
    shardProblem = "";
    databaseWorks();
    LOG.info("the projection goes on from {}", progress.asOf());
  }

  private void askAround() {
    long now = System.nanoTime();
    long reading = reading();
    boolean mayAsk = now - restUntilNanos >= 0 && waitingRecords() < settings.roundRecords();
    for (ShardFollower follower : turns) {
      if (follower.isOverdue(now)) {
        failed(follower, "shard " + follower.shard() + " did not answer in time", null);
      } else if (mayAsk && follower.isDue(now) && reading < settings.readsMax()) {
        reading++;
        ask(follower, now);
      }
    }
  }

  private long reading() {
    return followers.stream().filter(ShardFollower::isReading).count();
  }

  private void ask(ShardFollower follower, long now) {
    int attempt = follower.ask(now, clock.millis());
    int shard = follower.shard();
    try {
      feed.read(shard, follower.next())
          .whenComplete(
              (read, failure) ->
                  arrivals.add(
                      new Arrival(
                          follower,
                          attempt,
                          failure == null ? new FeedSlice(shard, read.index(), read.page()) : null,
                          failure)));
    } catch (RuntimeException refused) {
      arrivals.add(new Arrival(follower, attempt, null, refused));
    }
  }

  private void await() throws InterruptedException {
    Arrival arrival = arrivals.poll(isGathered() ? 0 : untilNext(), TimeUnit.NANOSECONDS);
    while (arrival != null) {
      take(arrival);
      arrival = arrivals.poll();
    }
  }

  /** Whether there is something to project, and nothing more worth waiting for. */
  private boolean isGathered() {
    return hasPages()
        && (waitingRecords() >= settings.roundRecords()
            || reading() == 0
            || System.nanoTime() - gatherUntilNanos >= 0);
  }

  private boolean hasPages() {
    return followers.stream().anyMatch(follower -> follower.arrived() != null);
  }

  /** How long nothing is to be done unless an answer comes, nanoseconds. */
  private long untilNext() {
    long now = System.nanoTime();
    boolean mayAsk = reading() < settings.readsMax();
    long wait = settings.pollMax().toNanos();
    if (hasPages()) {
      wait = Math.min(wait, gatherUntilNanos - now);
    }
    for (ShardFollower follower : followers) {
      // With all reads under way a shard that is due waits for one of them to end.
      if (follower.isReading()) {
        wait = Math.min(wait, follower.wakeNanos() - now);
      } else if (mayAsk && follower.arrived() == null) {
        wait = Math.min(wait, Math.max(follower.wakeNanos() - now, restUntilNanos - now));
      }
    }
    return Math.max(0, wait);
  }

  private void take(Arrival arrival) {
    ShardFollower follower = arrival.follower();
    if (follower == null || !followers.contains(follower)) {
      return;
    }
    try {
      if (arrival.failure() == null) {
        if (!hasPages()) {
          gatherUntilNanos = System.nanoTime() + settings.gatherMax().toNanos();
        }
        follower.arrive(arrival.attempt(), arrival.slice());
      } else if (follower.isAwaited(arrival.attempt())) {
        String why = arrival.failure().getMessage();
        failed(follower, "shard " + follower.shard() + " cannot be read: " + why, null);
      }
    } catch (FeedContradiction wrong) {
      failed(follower, wrong.getMessage(), wrong);
    }
  }

  private void project() {
    List<ShardFollower> round = new ArrayList<>();
    int records = 0;
    for (ShardFollower follower : turns) {
      if (follower.arrived() != null && records < settings.roundRecords()) {
        round.add(follower);
        records += follower.arrived().records();
      }
    }
    if (round.isEmpty()) {
      return;
    }
    turns.removeAll(round);
    turns.addAll(round);
    try {
      project(round);
    } catch (DatabaseUnavailable | CursorMoved notThePages) {
      throw notThePages;
    } catch (RuntimeException wrong) {
      projectEach(round);
    }
  }

  /** One of the pages is wrong: the others are projected without it. */
  private void projectEach(List<ShardFollower> round) {
    for (ShardFollower follower : round) {
      try {
        project(List.of(follower));
      } catch (DatabaseUnavailable | CursorMoved notThePage) {
        throw notThePage;
      } catch (RuntimeException wrong) {
        metrics.contradiction();
        String what = "shard " + follower.shard() + " cannot be projected from " + follower.next();
        failed(follower, what + ": " + wrong.getMessage(), wrong);
      }
    }
  }

  private void project(List<ShardFollower> round) {
    List<FeedSlice> moving =
        round.stream()
            .map(ShardFollower::arrived)
            .filter(slice -> slice.page().nextBatch() > slice.page().fromBatch())
            .toList();
    long began = System.nanoTime();
    if (!moving.isEmpty()) {
      database.transact(new ProjectionTransaction(ledger, moving));
      databaseWorks();
      metrics.projected(
          moving.stream().mapToInt(FeedSlice::records).sum(), System.nanoTime() - began);
    }
    long now = System.nanoTime();
    rest(round, now, now - began);
    for (ShardFollower follower : round) {
      progress.advance(follower.arrived(), follower.askedAtMillis());
      follower.projected(now);
    }
    if (followers.stream().noneMatch(ShardFollower::isFailing)) {
      shardProblem = "";
    }
  }

  private void rest(List<ShardFollower> round, long now, long tookNanos) {
    boolean isMore = round.stream().anyMatch(follower -> !follower.arrived().page().isLast());
    restUntilNanos =
        isMore ? now : now + Math.min(REST_FACTOR * tookNanos, settings.restMax().toNanos());
  }

  private int waitingRecords() {
    int records = 0;
    for (ShardFollower follower : followers) {
      records += follower.arrived() == null ? 0 : follower.arrived().records();
    }
    return records;
  }

  private void failed(ShardFollower follower, String what, Throwable cause) {
    follower.failed(System.nanoTime());
    shardProblem = noted(shardProblem, what, cause);
  }

  /** Says it once for each problem, however often it is tried again. */
  private static String noted(String before, String what, Throwable cause) {
    if (!what.equals(before)) {
      LOG.warn("{}", what, cause);
    }
    return what;
  }

  private void pause() {
    databaseBackoffMillis =
        Math.min(
            Math.max(2 * databaseBackoffMillis, BACKOFF_MIN_MILLIS),
            settings.backoffMax().toMillis());
    try {
      long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(databaseBackoffMillis);
      for (long left = 1; left > 0 && !stopping; left = until - System.nanoTime()) {
        Arrival arrival = arrivals.poll(left, TimeUnit.NANOSECONDS);
        if (arrival != null) {
          take(arrival);
        }
      }
    } catch (InterruptedException told) {
      stopping = true;
    }
  }
}
