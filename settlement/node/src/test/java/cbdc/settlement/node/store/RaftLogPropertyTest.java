package cbdc.settlement.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.microraft.model.log.LogEntry;
import io.microraft.persistence.RestoredRaftState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random log operations with restarts and power cuts, against a plain list. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RaftLogPropertyTest {
  private record ModelEntry(int term, byte[] bytes) {}

  @TempDir Path dir;

  private final RecordingFailStop failStop = new RecordingFailStop();
  private List<ModelEntry> model = new ArrayList<>();

  /** The log after every operation since the last flush: a power cut may leave any of these. */
  private final List<List<ModelEntry>> sinceFlush = new ArrayList<>();

  private long applied;
  private int term = 1;
  private SwitchableWriter writer;
  private NodeStore store;
  private RaftShardStore raft;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void shouldRestoreWhatWasFlushedAndNothingElse(long seed) {
    Random random = new Random(seed);
    open();
    for (int step = 0; step < 400; step++) {
      String where = "seed " + seed + ", step " + step;
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3, 4 -> append(random);
        case 5, 6 -> truncate(random);
        case 7, 8 -> flush();
        case 9 -> apply(random);
        case 10 -> {
          store.close();
          open();
          assertSameLog(raft.restore().orElseThrow(), model, where);
          flushed();
        }
        default -> {
          if (random.nextInt(4) == 0) {
            cutPowerAndRestart(where);
          }
        }
      }
      assertThat(raft.lastIndex()).as(where).isEqualTo(model.size());
    }
    store.close();
    assertThat(failStop.reasons()).isEmpty();
  }

  private void open() {
    writer = new SwitchableWriter();
    StoreOptions options = StoreOptions.small().withDiskLimits(0, 0).withEntryMemory(4_000);
    store = NodeStore.open(dir, options, failStop, writer, () -> Long.MAX_VALUE);
    raft = Logs.started(store, 3);
  }

  private void append(Random random) {
    int count = 1 + random.nextInt(4);
    term += random.nextInt(5) == 0 ? 1 : 0;
    List<LogEntry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] bytes = Logs.randomBytes(random, 1 + random.nextInt(400));
      model.add(new ModelEntry(term, bytes));
      entries.add(Logs.entry(model.size(), term, bytes));
    }
    raft.persistLogEntries(entries);
    changed();
  }

  private void truncate(Random random) {
    long uncommitted = model.size() - applied;
    if (uncommitted > 0) {
      int from = (int) (applied + 1 + random.nextLong(uncommitted));
      raft.truncateLogEntriesFrom(from);
      model = new ArrayList<>(model.subList(0, from - 1));
      term++;
      changed();
    }
  }

  private void flush() {
    raft.flush();
    flushed();
  }

  private void apply(Random random) {
    // Only what is durable is ever committed by this node alone.
    raft.flush();
    flushed();
    applied = Math.min(model.size(), applied + random.nextInt(6));
    raft.applied(applied);
  }

  private void cutPowerAndRestart(String where) {
    writer.unplug();
    store.close();
    open();
    List<ModelEntry> restored = restored();
    assertThat(sinceFlush)
        .as(where + ": restored log is none of the states since the last flush")
        .anySatisfy(state -> assertThat(sameEntries(state, restored)).isTrue());
    model = restored;
    flushed();
  }

  private void changed() {
    sinceFlush.add(List.copyOf(model));
  }

  private void flushed() {
    sinceFlush.clear();
    changed();
  }

  private List<ModelEntry> restored() {
    List<ModelEntry> entries = new ArrayList<>();
    for (LogEntry entry : raft.restore().orElseThrow().getLogEntries()) {
      entries.add(new ModelEntry(entry.getTerm(), ((EntryBytes) entry.getOperation()).get()));
    }
    return entries;
  }

  private void assertSameLog(RestoredRaftState state, List<ModelEntry> expected, String where) {
    assertThat(state.getLogEntries()).as(where).hasSize(expected.size());
    assertThat(sameEntries(expected, restored())).as(where).isTrue();
  }

  private static boolean sameEntries(List<ModelEntry> a, List<ModelEntry> b) {
    boolean same = a.size() == b.size();
    for (int i = 0; same && i < a.size(); i++) {
      same =
          a.get(i).term() == b.get(i).term() && Arrays.equals(a.get(i).bytes(), b.get(i).bytes());
    }
    return same;
  }
}
