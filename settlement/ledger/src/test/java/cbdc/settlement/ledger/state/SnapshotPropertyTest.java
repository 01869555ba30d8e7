package cbdc.settlement.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.protocol.AccountKind;
import cbdc.protocol.ChannelMessage;
import cbdc.protocol.CommandId;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.MalformedException;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Freezes at random points, serialises on another thread while the state goes on, and restores from
 * what has accumulated.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class SnapshotPropertyTest {
  private static final StateBounds BOUNDS = new StateBounds(100_000, 2_000, 30_000, 1_000, 11);
  private static final int SHARD = 0;

  private record Key(int section, long page) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      return section != other.section
          ? Integer.compare(section, other.section)
          : Long.compare(page, other.page);
    }
  }

  /** A freeze, and what the state was like at that moment. */
  private record Expected(Frozen frozen, byte[] stateHash) {}

  private final LedgerGenesis genesis = SampleGenesis.of(4);
  private final TreeMap<Key, byte[]> store = new TreeMap<>();
  private final ExecutorService serialiser = Executors.newSingleThreadExecutor();

  @AfterEach
  void stopSerialiser() {
    serialiser.shutdownNow();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void shouldRestoreTheStateOfEveryFreeze(long seed) throws Exception {
    Random random = new Random(seed);
    RandomOperations operations = new RandomOperations(seed);
    ShardState live = new ShardState(genesis, SHARD, BOUNDS);
    Deque<Future<?>> running = new ArrayDeque<>();
    for (int freeze = 0; freeze < 60; freeze++) {
      for (int batch = random.nextInt(12); batch >= 0; batch--) {
        operations.batch(live);
      }
      byte[] hash = live.stateHash();
      int totalPages = live.totalPages();
      Expected expected = new Expected(live.freeze(), hash);
      assertThat(expected.frozen.totalPages())
          .as("seed %d, freeze %d", seed, freeze)
          .isEqualTo(totalPages);
      assertThat(live.stateHash()).as("seed %d, freeze %d", seed, freeze).isEqualTo(hash);
      String at = "seed " + seed + ", freeze " + freeze;
      // Up to three freezes are open at a time, which is more than a node ever has.
      running.add(serialiser.submit(() -> storeAndRestore(expected, at)));
      if (running.size() > random.nextInt(3)) {
        running.remove().get();
      }
    }
    while (!running.isEmpty()) {
      running.remove().get();
    }
    assertThat(live.holds().size()).isPositive();
    assertThat(live.ids().size()).isPositive();
    assertThat(live.channels().heapBytes()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void shouldGoOnAfterARestoreAsIfNeverRestored(long seed) {
    RandomOperations operations = new RandomOperations(seed);
    RandomOperations same = new RandomOperations(seed);
    ShardState neverRestored = new ShardState(genesis, SHARD, BOUNDS);
    ShardState state = new ShardState(genesis, SHARD, BOUNDS);
    for (int round = 0; round < 30; round++) {
      for (int batch = 0; batch < 10; batch++) {
        operations.batch(state);
        same.batch(neverRestored);
      }
      assertThat(state.stateHash())
          .as("seed %d, round %d", seed, round)
          .isEqualTo(neverRestored.stateHash());
      Frozen frozen = state.freeze();
      takeOver(frozen, "seed " + seed);
      assertThat(store).as("seed %d, round %d", seed, round).hasSize(frozen.totalPages());
      state = ShardState.restore(genesis, SHARD, BOUNDS.withIndexSeed(seed + round), pages());
      assertThat(changedBeyondHead(state.freeze())).as("seed %d, round %d", seed, round).isZero();
    }
  }

  @Test
  void shouldKeepAFreezeWhoseSuccessorIsClosedFirst() {
    ShardState state = new ShardState(genesis, SHARD, BOUNDS);
    int slot = state.accounts().open(5, AccountKind.WALLET, 1);
    CommandId id = CommandId.of(SampleGenesis.TIME_MILLIS, 1, 2);
    state.ids().remember(id.high(), id.low(), 3, Outcome.Pending.INSTANCE);
    Frozen first = state.freeze();
    List<byte[]> before = changedBytes(first);
    CommandId other = CommandId.of(SampleGenesis.TIME_MILLIS, 4, 5);
    state.ids().remember(other.high(), other.low(), 6, Outcome.Settled.INSTANCE);
    state.freeze().close();
    state.accounts().addAvailable(slot, 100);
    state.ids().settle(id.high(), id.low(), Outcome.Settled.INSTANCE);
    assertThat(changedBytes(first)).usingElementComparator(Arrays::compare).isEqualTo(before);
  }

  @Test
  void shouldNeverHandOutATornPage() throws Exception {
    ShardState state = new ShardState(genesis, SHARD, BOUNDS);
    int size = 100_000;
    for (int i = 0; i < size; i++) {
      state.accounts().open(i, AccountKind.WALLET, 1);
    }
    state.freeze().close();
    for (int round = 1; round <= 20; round++) {
      addToAll(state, size);
      Frozen frozen = state.freeze();
      long expected = round;
      Future<?> read = serialiser.submit(() -> requireBalances(frozen, expected));
      addToAll(state, size);
      read.get();
      frozen.close();
      for (int slot = 0; slot < size; slot++) {
        state.accounts().addAvailable(slot, -1);
      }
    }
  }

  private static void addToAll(ShardState state, int size) {
    for (int slot = 0; slot < size; slot++) {
      state.accounts().addAvailable(slot, 1);
    }
  }

  private static void requireBalances(Frozen frozen, long expected) {
    // Backwards, so that reader and writer meet.
    for (int i = frozen.changedPages() - 1; i >= 0; i--) {
      if (frozen.changedSection(i) == PageLayout.SECTION_ACCOUNTS) {
        ByteBuffer page = PageLayout.open(frozen.changedBytes(i));
        for (int row = 0; row < PageLayout.rows(page); row++) {
          long available =
              page.getLong(PageLayout.HEADER_BYTES + Long.BYTES * (row * PagedRows.ROW_WORDS + 1));
          assertThat(available)
              .as("page %d, row %d", frozen.changedPage(i), row)
              .isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void shouldRefuseToFreezeInTheMiddleOfABatch() {
    ShardState state = new ShardState(genesis, SHARD, BOUNDS);
    ChannelMessage message =
        new ChannelMessage.OrderRefusal(new CommandId(1, 2), 1, RejectionCode.ORDER_INVALID);
    state.channels().append(1, message, OutgoingKind.ORDER_REFUSAL, -1, 0, 0, 0);
    assertThatThrownBy(state::freeze).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldRefuseDamagedPages() {
    ShardState state = new ShardState(genesis, SHARD, BOUNDS);
    RandomOperations operations = new RandomOperations(5);
    for (int i = 0; i < 30; i++) {
      operations.batch(state);
    }
    takeOver(state.freeze(), "seed 5");
    List<Page> pages = pages();
    for (Page page : pages) {
      List<Page> damaged = new ArrayList<>(pages);
      byte[] cut = Arrays.copyOf(page.bytes(), page.bytes().length - 1);
      damaged.set(pages.indexOf(page), new Page(page.section(), page.page(), cut));
      assertThatThrownBy(() -> ShardState.restore(genesis, SHARD, BOUNDS, damaged))
          .as(page.toString())
          .isInstanceOf(MalformedException.class);
    }
  }

  private void storeAndRestore(Expected expected, String at) {
    takeOver(expected.frozen, at);
    assertThat(store).as(at).hasSize(expected.frozen.totalPages());
    expected.frozen.close();
    ShardState restored = ShardState.restore(genesis, SHARD, BOUNDS.withIndexSeed(77), pages());
    assertThat(restored.stateHash()).as(at).isEqualTo(expected.stateHash);
    assertThat(restored.totalPages()).as(at).isEqualTo(store.size());
  }

  private void takeOver(Frozen frozen, String at) {
    for (int i = 0; i < frozen.removedPages(); i++) {
      Key key = new Key(frozen.removedSection(i), frozen.removedPage(i));
      assertThat(store.remove(key)).as("%s: %s was stored", at, key).isNotNull();
    }
    for (int i = 0; i < frozen.changedPages(); i++) {
      byte[] bytes = frozen.changedBytes(i);
      assertThat(bytes.length).as(at).isLessThanOrEqualTo(Page.BYTES_MAX);
      assertThat(frozen.changedPage(i)).as(at).isNotNegative();
      store.put(new Key(frozen.changedSection(i), frozen.changedPage(i)), bytes);
    }
  }

  private List<Page> pages() {
    List<Page> pages = new ArrayList<>();
    store.forEach((key, bytes) -> pages.add(new Page(key.section, key.page, bytes)));
    return pages;
  }

  private static List<byte[]> changedBytes(Frozen frozen) {
    List<byte[]> bytes = new ArrayList<>();
    for (int i = 0; i < frozen.changedPages(); i++) {
      bytes.add(frozen.changedBytes(i));
    }
    return bytes;
  }

  private static int changedBeyondHead(Frozen frozen) {
    int changed = frozen.removedPages();
    for (int i = 0; i < frozen.changedPages(); i++) {
      changed += frozen.changedSection(i) == PageLayout.SECTION_HEAD ? 0 : 1;
    }
    return changed;
  }
}
