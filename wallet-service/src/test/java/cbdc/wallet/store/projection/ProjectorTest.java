package cbdc.wallet.store.projection;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.kit.ServiceMetrics;
import cbdc.kit.db.Database;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.wire.FeedKind;
import cbdc.testkit.Await;
import cbdc.testkit.SeededRandom;
import cbdc.wallet.core.AsOf;
import cbdc.wallet.core.LedgerFeed;
import cbdc.wallet.store.WalletStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProjectorTest {
  private static final int SHARDS = 4;
  private static final LedgerIdentity LEDGER = new LedgerIdentity("test", BankWorld.BANK, SHARDS);
  private static final ProjectorSettings QUICK = settings(Duration.ofMillis(1), 2, 50);

  private final Database database = TestServer.database();
  private final BankWorld world = new BankWorld(SHARDS, new SeededRandom(7));
  private final List<Projector> projectors = new ArrayList<>();
  private final ServiceMetrics metrics = ServiceMetrics.empty();
  private WalletStore store = new WalletStore(database, LEDGER, InstantSource.system());

  @AfterEach
  void close() throws InterruptedException {
    for (Projector projector : projectors) {
      projector.stop();
    }
    database.close();
    metrics.close();
  }

  @Test
  void shouldFollowEveryShardAndSayHowFarItIs() {
    Projector projector = start(world.feed());
    world.live(200);
    awaitBooks();

    assertThat(store.histories().asOf())
        .extracting(AsOf::historyNumber)
        .containsExactly(last(0), last(1), last(2), last(3));
    assertThat(store.progress().recordsBehind()).isZero();
    assertThat(projector.verdict().ok()).isTrue();
    assertThat(projector.verdict().reason()).contains("0 history records behind");
    assertThat(metrics.scrape())
        .contains("cbdc_wallet_projection_lag_seconds", "cbdc_wallet_projection_records_total");
  }

  @Test
  void shouldGoOnWhereAnotherProcessStopped() throws InterruptedException {
    world.live(100);
    Projector first = start(world.feed());
    Await.until("something is projected", () -> number(0) > 0);
    first.stop();
    world.live(100);

    store = new WalletStore(database, LEDGER, InstantSource.system());
    start(world.feed());
    awaitBooks();
  }

  @Test
  void shouldProjectOnceWhenTwoProcessesTry() throws InterruptedException {
    world.live(300);
    start(world.feed());
    WalletStore other = new WalletStore(database, LEDGER, InstantSource.system());
    try (ServiceMetrics others = ServiceMetrics.empty()) {
      Projector second = other.projector(world.feed(), QUICK, others.registry());
      projectors.add(second);
      second.start();
      world.live(100);
      awaitBooks();
      second.stop();
      String none = "cbdc_wallet_projection_contradictions_total 0.0";
      assertThat(metrics.scrape()).contains(none);
      assertThat(others.scrape()).contains(none);
    }
  }

  @Test
  void shouldGoOnWithTheOthersWhileAShardCannotBeRead() {
    world.live(100);
    Broken feed = new Broken(world.feed(), 2);
    Projector projector = start(feed);
    for (int shard : List.of(0, 1, 3)) {
      Await.until("shard " + shard, () -> number(shard) == last(shard));
    }
    Await.until(
        "the reason is told",
        () -> projector.verdict().reason().contains("shard 2 cannot be read"));
    assertThat(number(2)).isZero();

    feed.isBroken = false;
    awaitBooks();
    Await.until("nothing to tell", () -> !projector.verdict().reason().contains("shard"));
  }

  @Test
  void shouldStopAShardWhoseFeedContradictsItself() {
    world.live(50);
    Projector projector = start(world.feed());
    awaitBooks();
    long never = AccountNumber.of(BankWorld.BANK, AccountNumber.MAX_SERIAL);
    world.feed().add(3, FeedKind.CLASS_CHANGED, world.feed().id(), never, 0, 0, 1).close();
    world.feed().close(1, 5);
    long before = number(3);

    Await.until("shard 1 goes on", () -> number(1) == last(1));
    Await.until(
        "the reason is told", () -> projector.verdict().reason().contains("was never opened"));
    assertThat(number(3)).isEqualTo(before);
    assertThat(projector.verdict().reason())
        .as("the place and the rule, and nobody's account: everybody may read it")
        .contains("shard 3 record " + last(3) + ".0: an account was never opened")
        .doesNotContain(AccountNumber.format(never));
    assertThat(metrics.scrape()).contains("cbdc_wallet_projection_contradictions_total");
  }

  @Test
  void shouldFillAnewWhatARebuildEmptiedWhileItRan() {
    world.live(100);
    start(world.feed());
    awaitBooks();

    WalletStore.rebuild(database);
    awaitBooks();
  }

  @Test
  void shouldRefuseADatabaseThatWasFilledFromAnotherLedger() {
    database.transact(
        connection -> FeedCursors.open(connection, new LedgerIdentity("other", 1, SHARDS)));
    Projector projector = start(world.feed());

    Await.until(
        "the reason is told",
        () -> projector.verdict().reason().contains("belongs to bank 1 in ledger other"));
    assertThat(TestServer.lines(database, "SELECT * FROM feed_cursor WHERE next_number > 1"))
        .isEmpty();
  }

  @Test
  void shouldTellPaymentsWholeByReadingAllShardsBeforeItWrites() {
    world.live(100);
    Gathering feed = new Gathering(world.feed());
    start(feed, settings(Duration.ofMinutes(5), SHARDS, Integer.MAX_VALUE));
    Await.until("all shards are asked", () -> feed.asked() >= SHARDS);
    Await.until("the projector waits", ProjectorTest::isProjectorWaiting);
    feed.answerTheFirst();

    awaitBooks();
    int rounds = feed.mostPages();
    assertThat(metrics.scrape())
        .contains("cbdc_wallet_projection_transactions_seconds_count " + rounds + "\n");
  }

  @Test
  void shouldNotWaitForAShardThatDoesNotAnswer() {
    world.live(100);
    Gathering feed = new Gathering(world.feed());
    start(feed, settings(Duration.ofMillis(1), SHARDS, Integer.MAX_VALUE));
    for (int shard : List.of(1, 2, 3)) {
      Await.until("shard " + shard, () -> number(shard) == last(shard));
    }

    feed.answerTheFirst();
    awaitBooks();
  }

  private static boolean isProjectorWaiting() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(
            thread ->
                thread.getName().equals("wallet-projector")
                    && thread.getState() == Thread.State.TIMED_WAITING);
  }

  /** Answers all shards but the first at once; the first when the test says so. */
  private static final class Gathering implements LedgerFeed {
    private final LedgerFeed feed;
    private final CompletableFuture<Void> firstMay = new CompletableFuture<>();
    private final int[] pages = new int[SHARDS];
    private int asked;

    Gathering(LedgerFeed feed) {
      this.feed = feed;
    }

    @Override
    public int shardCount() {
      return feed.shardCount();
    }

    @Override
    public synchronized CompletionStage<Read> read(int shard, long fromNumber) {
      asked++;
      CompletableFuture<Void> may = shard == 0 ? firstMay : CompletableFuture.completedFuture(null);
      return may.thenCompose(now -> feed.read(shard, fromNumber))
          .whenComplete((read, failure) -> count(shard, read));
    }

    private synchronized void count(int shard, Read read) {
      pages[shard] += read.page().nextBatch() > read.page().fromBatch() ? 1 : 0;
    }

    /** Pages of the shard with most, leaving out empty ones. */
    synchronized int mostPages() {
      return Arrays.stream(pages).max().orElseThrow();
    }

    synchronized int asked() {
      return asked;
    }

    void answerTheFirst() {
      firstMay.complete(null);
    }
  }

  private static ProjectorSettings settings(Duration gatherMax, int readsMax, int roundRecords) {
    return new ProjectorSettings(
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(5),
        gatherMax,
        Duration.ofMillis(200),
        Duration.ofSeconds(20),
        Duration.ofMinutes(1),
        readsMax,
        roundRecords);
  }

  private Projector start(LedgerFeed feed) {
    return start(feed, QUICK);
  }

  private Projector start(LedgerFeed feed, ProjectorSettings settings) {
    Projector projector = store.projector(feed, settings, metrics.registry());
    projectors.add(projector);
    projector.start();
    return projector;
  }

  private void awaitBooks() {
    Await.until(
        "the statements are those of plain books",
        Duration.ofSeconds(60),
        () ->
            TestServer.lines(database, Expected.ENTRIES).equals(world.expected.entryLines())
                && TestServer.lines(database, Expected.PAYMENTS)
                    .equals(world.expected.paymentLines())
                && store.progress().recordsBehind() == 0);
  }

  private long number(int shard) {
    return store.progress().asOf(shard).historyNumber();
  }

  private long last(int shard) {
    return world.feed().lastNumber(shard);
  }

  /** A feed of which one shard does not answer. */
  private static final class Broken implements LedgerFeed {
    private final LedgerFeed feed;
    private final int shard;
    private volatile boolean isBroken = true;

    Broken(LedgerFeed feed, int shard) {
      this.feed = feed;
      this.shard = shard;
    }

    @Override
    public int shardCount() {
      return feed.shardCount();
    }

    @Override
    public CompletionStage<Read> read(int ofShard, long fromNumber) {
      return isBroken && ofShard == shard
          ? CompletableFuture.failedStage(new IllegalStateException("no leader"))
          : feed.read(ofShard, fromNumber);
    }
  }
}
