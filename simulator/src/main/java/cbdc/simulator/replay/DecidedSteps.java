package cbdc.simulator.replay;

import cbdc.protocol.CommandId;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.wire.FeedPage;
import cbdc.protocol.wire.FeedRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * What an earlier run has decided, read from the feeds of all banks and shards. A payment that has
 * left its payer and is not final yet is waited for: after a restart the couriers deliver what was
 * under way.
 */
final class DecidedSteps {
  private static final long PAUSE_MILLIS = 50;
  private static final int EMPTY_ROUNDS_MAX = 1_200;

  private final Map<StepKey, Optional<RejectionCode>> decided = new HashMap<>();
  private final Map<CommandId, StepKey> underWay = new HashMap<>();
  private final Set<Long> openedAccounts = new HashSet<>();

  /** One bank's place in one shard's feed. */
  private static final class Cursor {
    private final int bank;
    private final int shard;
    private long nextBatch = 1;

    Cursor(int bank, int shard) {
      this.bank = bank;
      this.shard = shard;
    }
  }

  /** Nothing was decided: a new ledger. */
  DecidedSteps() {}

  /**
   * Reads the feeds up to where every payment has its outcome.
   *
   * @param banks the banks admitted
   */
  static CompletableFuture<DecidedSteps> read(
      ReplayLedger ledger, SortedSet<Integer> banks, Patience patience, Executor executor) {
    DecidedSteps steps = new DecidedSteps();
    List<Cursor> cursors = new ArrayList<>();
    for (int bank : banks) {
      for (int shard = 0; shard < ledger.shardCount(); shard++) {
        cursors.add(new Cursor(bank, shard));
      }
    }
    Feeds feeds = new Feeds(ledger, patience, executor);
    return steps.round(feeds, cursors, 0).thenApply(ignored -> steps);
  }

  /**
   * What became of a step: empty when it is not decided, else empty inside for "settled", or why it
   * was declined.
   */
  Optional<Optional<RejectionCode>> of(StepKey key) {
    return Optional.ofNullable(decided.get(key));
  }

  /** True when the account was opened. */
  boolean isOpen(long account) {
    return openedAccounts.contains(account);
  }

  /** What reading takes. */
  private record Feeds(ReplayLedger ledger, Patience patience, Executor executor) {}

  private CompletableFuture<Void> round(Feeds feeds, List<Cursor> cursors, int emptyRounds) {
    int before = underWay.size();
    CompletableFuture<?>[] reads =
        cursors.stream().map(c -> readOn(feeds, c)).toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(reads)
        .thenComposeAsync(
            ignored -> {
              if (underWay.isEmpty()) {
                return CompletableFuture.completedFuture(null);
              }
              if (emptyRounds > EMPTY_ROUNDS_MAX) {
                throw new IllegalStateException(
                    underWay.size() + " payments of an earlier run do not become final");
              }
              int next = underWay.size() == before ? emptyRounds + 1 : 0;
              Executor later =
                  CompletableFuture.delayedExecutor(
                      PAUSE_MILLIS, TimeUnit.MILLISECONDS, feeds.executor());
              return CompletableFuture.runAsync(() -> {}, later)
                  .thenComposeAsync(done -> round(feeds, cursors, next), feeds.executor());
            },
            feeds.executor());
  }

  private CompletableFuture<Void> readOn(Feeds feeds, Cursor cursor) {
    return feeds
        .patience()
        .read(() -> feeds.ledger().feed(cursor.bank, cursor.shard, cursor.nextBatch))
        .thenComposeAsync(
            page -> {
              page.batches().stream()
                  .map(FeedPage.FeedBatch::records)
                  .flatMap(List::stream)
                  .forEach(this::take);
              cursor.nextBatch = page.nextBatch();
              return page.isLast()
                  ? CompletableFuture.completedFuture(null)
                  : readOn(feeds, cursor);
            },
            feeds.executor());
  }

  /**
   * On the executor's one thread. The payer's bank sees each of these records; what other banks see
   * is left out.
   */
  private void take(FeedRecord record) {
    switch (record.kind()) {
      case PAID ->
          StepKey.parse(record.endToEndId()).ifPresent(key -> decided.put(key, Optional.empty()));
      case SENT ->
          StepKey.parse(record.endToEndId())
              .filter(key -> !decided.containsKey(key))
              .ifPresent(key -> underWay.put(record.id(), key));
      case SETTLED -> finish(record, Optional.empty());
      case RETURNED, TO_SUSPENSE ->
          finish(record, Optional.ofNullable(RejectionCode.ofNumber(record.value())));
      case DECLINED ->
          StepKey.parse(record.endToEndId())
              .ifPresent(
                  key ->
                      decided.put(
                          key, Optional.ofNullable(RejectionCode.ofNumber(record.value()))));
      case ACCOUNT_OPENED -> openedAccounts.add(record.account());
      default -> {
        // Says nothing about a replay's payments.
      }
    }
  }

  private void finish(FeedRecord record, Optional<RejectionCode> code) {
    StepKey key = underWay.remove(record.id());
    if (key != null) {
      decided.put(key, code);
    }
  }
}
