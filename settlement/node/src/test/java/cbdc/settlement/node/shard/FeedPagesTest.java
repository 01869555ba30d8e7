package cbdc.settlement.node.shard;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.wire.FeedPage;
import cbdc.protocol.wire.Query;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeedPagesTest {
  private static final int BANK = 7;
  private static final int SHARD = 1;
  private static final int PAYMENTS = 5;

  private final ExecutedShards shards = new ExecutedShards(2);
  private final StoredRecords history = new StoredRecords();
  private final FeedPages pages = new FeedPages(history, SHARD, 2);
  private long first;

  @BeforeEach
  void pay() {
    shards.admit(BANK, 10_000);
    long payer = shards.wallet(BANK, SHARD, 1_000);
    long payee = shards.wallet(BANK, SHARD, 0);
    first = shards.state(SHARD).totals().batchNumber() + 1;
    for (int i = 0; i < PAYMENTS; i++) {
      history.append(shards.execute(SHARD, BANK, shards.pay(payer, payee, 1)));
    }
  }

  private FeedPage page(long from) {
    return pages.page(BANK, new Query.OfFeed(SHARD, from, 1 << 20));
  }

  @Test
  void shouldReadOnFromWhereThePageBeforeEnded() {
    FeedPage all = page(first);
    assertThat(all.batches()).hasSize(PAYMENTS);
    assertThat(all.isLast()).isTrue();

    FeedPage nothingNew = page(all.nextBatch());

    assertThat(nothingNew.batches()).isEmpty();
    assertThat(nothingNew.nextBatch()).isEqualTo(all.nextBatch());
    assertThat(nothingNew.isLast()).isTrue();
  }

  @Test
  void shouldEndAPageBeforeARecordThatIsMissing() {
    history.records.remove(first + 2);

    FeedPage before = page(first);

    assertThat(before.batches()).hasSize(2);
    assertThat(before.nextBatch()).isEqualTo(first + 2);
    assertThat(before.isLast()).isFalse();
  }

  @Test
  void shouldHaveNoPageThatBeginsWithAMissingRecord() {
    FeedPage whole = page(first);
    history.records.remove(first + 2);
    assertThat(page(first + 2)).isNull();

    history.records.remove(first + 3);
    history.records.remove(first + 4);

    assertThat(page(first + 2)).isNull();
    assertThat(page(whole.nextBatch()).isLast()).isTrue();
  }

  /** Keeps counting over what it does not have, as a store does after a snapshot came. */
  private static final class StoredRecords implements History {
    final TreeMap<Long, Executed> records = new TreeMap<>();
    private long last;

    @Override
    public Optional<Gap> firstGap() {
      return Optional.empty();
    }

    @Override
    public void backfill(List<Executed> records) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void append(Executed executed) {
      records.put(executed.number(), executed);
      last = executed.number();
    }

    @Override
    public void resumeAfter(Resumed snapshot) {
      last = snapshot.number();
    }

    @Override
    public Optional<Resumed> resumed() {
      return Optional.empty();
    }

    @Override
    public long lastNumber() {
      return last;
    }

    @Override
    public List<Executed> read(long fromNumber, int recordsMax, long bytesMax) {
      return records.tailMap(fromNumber).values().stream().limit(recordsMax).toList();
    }
  }
}
