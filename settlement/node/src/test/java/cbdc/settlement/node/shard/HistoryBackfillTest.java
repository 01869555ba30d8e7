package cbdc.settlement.node.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.protocol.MalformedException;
import cbdc.settlement.ledger.Chain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HistoryBackfillTest {
  private static final int SHARD = 5;
  private static final List<String> MEMBERS = List.of("a", "b", "c");
  private static final byte[] GENESIS = new byte[32];

  private final Map<String, HistoryBackfill> nodes = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final ListHistory late = new ListHistory();
  private final HistoryBackfill backfill = node("a", late);

  @Test
  void shouldFillAGapFromAPeer() {
    late.takeOver(chain(40, 1), 1, 10);
    late.gap(11, 30);
    late.takeOver(chain(40, 1), 31, 40);
    node("b", whole(40, 1));
    node("c", whole(40, 1));
    backfill.run();
    assertThat(late.numbers()).isEqualTo(numbers(1, 40));
    assertThat(late.firstGap()).isEmpty();
    assertThat(backfill.filled()).isEqualTo(20);
  }

  @Test
  void shouldFillFromTheVeryFirstRecord() {
    late.gap(1, 30);
    late.takeOver(chain(40, 1), 31, 31);
    node("b", whole(40, 1));
    backfill.run();
    assertThat(late.numbers()).isEqualTo(numbers(1, 31));
  }

  @Test
  void shouldKeepTheLastRecordOpenUntilTheOneBehindItIsHere() {
    late.gap(1, 30);
    node("b", whole(40, 1));
    backfill.run();
    assertThat(late.firstGap()).contains(new History.Gap(30, 30));
    backfill.run();
    assertThat(asked).as("nothing to ask for yet").hasSize(1);
    late.takeOver(chain(40, 1), 31, 31);
    backfill.run();
    assertThat(late.firstGap()).isEmpty();
  }

  /** A shard in which nothing happens any more gets no record behind. */
  @Test
  void shouldHoldTheLastRecordAgainstTheSnapshotThatMadeTheGap() {
    late.gap(1, 30);
    late.resumeAfter(new History.Resumed(30, 40, chain(40, 1).get(29).chainHash()));
    node("b", whole(30, 1));
    backfill.run();
    assertThat(late.firstGap()).isEmpty();
    assertThat(late.numbers()).isEqualTo(numbers(1, 30));
  }

  @Test
  void shouldRefuseALastRecordThatTheSnapshotDoesNotEndWith() {
    late.gap(1, 30);
    late.resumeAfter(new History.Resumed(30, 40, chain(40, 1).get(29).chainHash()));
    node("b", whole(30, 2));
    backfill.run();
    assertThat(late.firstGap()).contains(new History.Gap(1, 30));
  }

  @Test
  void shouldRefuseWhatDoesNotContinueTheChainAndAskAnother() {
    late.takeOver(chain(40, 1), 1, 10);
    late.gap(11, 30);
    late.takeOver(chain(40, 1), 31, 40);
    node("b", whole(40, 2));
    node("c", whole(40, 1));
    backfill.run();
    assertThat(late.firstGap()).contains(new History.Gap(11, 30));
    backfill.run();
    assertThat(late.numbers()).isEqualTo(numbers(1, 40));
  }

  @Test
  void shouldRefuseAChainThatTheRecordsHereDoNotContinue() {
    late.gap(1, 30);
    late.takeOver(chain(40, 1), 31, 40);
    node("b", whole(40, 2));
    backfill.run();
    assertThat(late.firstGap()).contains(new History.Gap(1, 30));
    assertThat(backfill.filled()).isZero();
  }

  /** Index and term are under no hash. */
  @Test
  void shouldRefuseRecordsWhoseIndexOrTermFalls() {
    late.takeOver(chain(40, 1), 1, 10);
    late.gap(11, 30);
    late.takeOver(chain(40, 1), 31, 40);
    ListHistory wrongIndex = whole(40, 1);
    wrongIndex.append(with(wrongIndex.records.get(20L), 3, 1));
    node("b", wrongIndex);
    backfill.run();
    nodes.remove("b");
    ListHistory wrongTerm = whole(40, 1);
    wrongTerm.append(with(wrongTerm.records.get(20L), 27, 0));
    node("c", wrongTerm);
    backfill.run();
    assertThat(asked).containsExactly("b", "c");
    assertThat(late.firstGap()).contains(new History.Gap(11, 30));
  }

  private static History.Executed with(History.Executed record, long index, int term) {
    return new History.Executed(
        record.number(), index, term, record.entry(), record.outcomes(), record.chainHash());
  }

  @Test
  void shouldAskAnotherWhenAPeerLacksTheSame() {
    late.gap(1, 30);
    late.takeOver(chain(40, 1), 31, 31);
    ListHistory alsoLate = new ListHistory();
    alsoLate.gap(1, 20);
    alsoLate.takeOver(chain(40, 1), 21, 40);
    node("b", alsoLate);
    node("c", whole(40, 1));
    backfill.run();
    backfill.run();
    assertThat(late.firstGap()).isEmpty();
    assertThat(asked).startsWith("b", "c");
  }

  @Test
  void shouldAnswerMembersOfTheShardOnly() {
    byte[] request = new HistoryPiece.Request(SHARD, 1, 10).encode();
    assertThatThrownBy(() -> backfill.answer("x", request)).isInstanceOf(MalformedException.class);
    byte[] other = new HistoryPiece.Request(SHARD + 1, 1, 10).encode();
    assertThatThrownBy(() -> backfill.answer("b", other)).isInstanceOf(MalformedException.class);
  }

  @Test
  void shouldRefuseCutPieces() {
    byte[] piece = HistoryPiece.encode(chain(3, 1));
    assertThat(HistoryPiece.decode(piece)).hasSize(3);
    for (int length = 1; length < piece.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(piece, length);
      if (length % (piece.length / 3) != 0) {
        assertThatThrownBy(() -> HistoryPiece.decode(cut)).isInstanceOf(MalformedException.class);
      }
    }
  }

  private HistoryBackfill node(String id, History history) {
    HistoryBackfill node = new HistoryBackfill(id, this::ask, nodes::containsKey);
    node.add(SHARD, () -> MEMBERS, history, GENESIS);
    nodes.put(id, node);
    return node;
  }

  private CompletionStage<byte[]> ask(String peer, byte[] request) {
    asked.add(peer);
    return CompletableFuture.completedFuture(nodes.get(peer).answer("a", request));
  }

  private static ListHistory whole(int count, int content) {
    ListHistory history = new ListHistory();
    history.takeOver(chain(count, content), 1, count);
    return history;
  }

  private static List<History.Executed> chain(int count, int content) {
    List<History.Executed> records = new ArrayList<>();
    byte[] hash = GENESIS;
    for (int number = 1; number <= count; number++) {
      byte[] entry = {1, (byte) content, (byte) number};
      byte[] outcomes = {(byte) number};
      hash = Chain.sha256().next(hash, entry, outcomes);
      records.add(new History.Executed(number, number + 7, 1, entry, outcomes, hash));
    }
    return records;
  }

  private static List<Long> numbers(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  /** A history in memory. */
  private static final class ListHistory implements History {
    private final TreeMap<Long, Executed> records = new TreeMap<>();
    private Gap gap;
    private Resumed resumed;

    void takeOver(List<Executed> chain, long from, long to) {
      chain.stream()
          .filter(record -> record.number() >= from && record.number() <= to)
          .forEach(this::append);
    }

    void gap(long from, long to) {
      gap = new Gap(from, to);
    }

    List<Long> numbers() {
      return List.copyOf(records.keySet());
    }

    @Override
    public void append(Executed executed) {
      records.put(executed.number(), executed);
    }

    @Override
    public void resumeAfter(Resumed snapshot) {
      resumed = snapshot;
    }

    @Override
    public Optional<Resumed> resumed() {
      return Optional.ofNullable(resumed);
    }

    @Override
    public long lastNumber() {
      return Math.max(records.isEmpty() ? 0 : records.lastKey(), gap == null ? 0 : gap.toNumber());
    }

    @Override
    public Optional<Gap> firstGap() {
      return Optional.ofNullable(gap);
    }

    @Override
    public void backfill(List<Executed> filling) {
      for (Executed record : filling) {
        assertThat(record.number()).isEqualTo(gap.fromNumber());
        records.put(record.number(), record);
        gap =
            gap.fromNumber() == gap.toNumber()
                ? null
                : new Gap(gap.fromNumber() + 1, gap.toNumber());
      }
    }

    @Override
    public List<Executed> read(long fromNumber, int recordsMax, long bytesMax) {
      return records.tailMap(fromNumber).values().stream().limit(recordsMax).toList();
    }
  }
}
