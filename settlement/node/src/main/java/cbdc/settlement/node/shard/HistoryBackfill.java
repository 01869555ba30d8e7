package cbdc.settlement.node.shard;

import cbdc.protocol.MalformedException;
import cbdc.settlement.ledger.Chain;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches from peers the history that this node lacks because it came as a snapshot: piece by
 * piece, each record checked against the chain before it is stored. The last record of a gap is
 * stored only once the one behind it is here and continues it, so that a filled gap joins on both
 * sides. Any thread.
 */
public final class HistoryBackfill {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryBackfill.class);
  private static final int RECORDS_MAX = 4_096;
  private static final long PIECE_BYTES = 1 << 20;

  private final LongAdder filled = new LongAdder();
  private final String self;
  private final Map<Integer, Shard> shards = new ConcurrentSkipListMap<>();
  private final Asking asking;
  private final Predicate<String> reachable;

  /** Asks another node. */
  @FunctionalInterface
  public interface Asking {
    /** Sends a request; the stage fails when no answer comes. */
    CompletionStage<byte[]> ask(String peer, byte[] request);
  }

  /** One shard's back-fill; guarded by itself. */
  private static final class Shard {
    private final int number;
    private final Supplier<List<String>> members;
    private final History history;
    private final byte[] genesisHash;
    private boolean isAsking;
    private int turn;

    Shard(int number, Supplier<List<String>> members, History history, byte[] genesisHash) {
      this.number = number;
      this.members = members;
      this.history = history;
      this.genesisHash = genesisHash;
    }
  }

  /** A back-fill of no shard yet. */
  HistoryBackfill(String self, Asking asking, Predicate<String> reachable) {
    this.self = self;
    this.asking = asking;
    this.reachable = reachable;
  }

  /**
   * Adds a shard of this node.
   *
   * @param members members of its group as known now
   * @param genesisHash what its chain starts from
   */
  void add(int shard, Supplier<List<String>> members, History history, byte[] genesisHash) {
    shards.put(shard, new Shard(shard, members, history, genesisHash));
  }

  /** From now on nothing is fetched for this shard, and nobody is answered about it. */
  void remove(int shard) {
    shards.remove(shard);
  }

  /**
   * Asks for the next piece of each gap. About every second; each piece asks for the one behind.
   */
  public void run() {
    shards.values().forEach(this::next);
  }

  /**
   * Answers a peer. Reads the disk.
   *
   * @throws MalformedException when the request is none, or not a member's
   */
  public byte[] answer(String peer, byte[] request) {
    HistoryPiece.Request wanted = HistoryPiece.Request.decode(request);
    Shard shard = shards.get(wanted.shard());
    if (shard == null || !shard.members.get().contains(peer)) {
      throw new MalformedException("node " + peer + " has no part in shard " + wanted.shard());
    }
    int records = Math.clamp(wanted.recordsMax(), 1, RECORDS_MAX);
    return HistoryPiece.encode(shard.history.read(wanted.fromNumber(), records, PIECE_BYTES));
  }

  /** Records filled in since the start. */
  public long filled() {
    return filled.sum();
  }

  /** Records of first gaps that are still lacking. */
  public long lacking() {
    return shards.values().stream()
        .flatMap(shard -> shard.history.firstGap().stream())
        .mapToLong(gap -> gap.toNumber() - gap.fromNumber() + 1)
        .sum();
  }

  private void next(Shard shard) {
    Optional<History.Gap> gap = shard.history.firstGap().filter(g -> isFillable(shard, g));
    if (gap.isEmpty()) {
      return;
    }
    String peer;
    synchronized (shard) {
      List<String> others =
          shard.members.get().stream().filter(m -> !m.equals(self) && reachable.test(m)).toList();
      if (shard.isAsking || others.isEmpty()) {
        return;
      }
      shard.isAsking = true;
      peer = others.get(shard.turn % others.size());
    }
    int wanted = (int) Math.min(RECORDS_MAX, gap.get().toNumber() - gap.get().fromNumber() + 1);
    byte[] request =
        new HistoryPiece.Request(shard.number, gap.get().fromNumber(), wanted).encode();
    asking
        .ask(peer, request)
        .whenComplete((answer, failure) -> arrived(shard, gap.get(), peer, answer, failure));
  }

  /** The last record waits until there is something to hold it against. */
  private static boolean isFillable(Shard shard, History.Gap gap) {
    return gap.fromNumber() < gap.toNumber()
        || shard.history.lastNumber() > gap.toNumber()
        || snapshotAt(shard, gap.toNumber()).isPresent();
  }

  private static Optional<History.Resumed> snapshotAt(Shard shard, long number) {
    return shard.history.resumed().filter(snapshot -> snapshot.number() == number);
  }

  private void arrived(
      Shard shard, History.Gap gap, String peer, byte[] answer, Throwable failure) {
    int stored = 0;
    if (failure == null) {
      try {
        stored = store(shard, gap, HistoryPiece.decode(answer));
      } catch (RuntimeException e) {
        LOG.error(
            "ALARM: shard {}: history of node {} was refused: {}",
            shard.number,
            peer,
            String.valueOf(e.getMessage()));
      }
    }
    synchronized (shard) {
      shard.isAsking = false;
      if (stored == 0) {
        shard.turn++; // this one cannot help now; the tick asks another
      }
    }
    if (stored > 0) {
      next(shard);
    }
  }

  /** Stores what continues the chain; returns how many records that were. */
  private int store(Shard shard, History.Gap gap, List<History.Executed> records) {
    if (records.isEmpty() || records.getFirst().number() != gap.fromNumber()) {
      return 0; // the peer lacks it too
    }
    History.Executed before = recordBefore(shard, gap.fromNumber());
    for (History.Executed record : records) {
      requireContinues(before, record);
      before = record;
    }
    List<History.Executed> fitting = records;
    if (before.number() == gap.toNumber() && !joins(shard, before)) {
      fitting = records.subList(0, records.size() - 1);
    }
    if (!fitting.isEmpty()) {
      shard.history.backfill(fitting);
      filled.add(fitting.size());
      LOG.info(
          "shard {}: history records {} to {} are filled in",
          shard.number,
          gap.fromNumber(),
          fitting.getLast().number());
    }
    return fitting.size();
  }

  /**
   * Whether the record behind the gap continues this chain, or the snapshot that made the gap ends
   * it; false if neither is here.
   */
  private static boolean joins(Shard shard, History.Executed lastOfGap) {
    Optional<History.Executed> behind = one(shard, lastOfGap.number() + 1);
    behind.ifPresent(record -> requireContinues(lastOfGap, record));
    Optional<History.Resumed> snapshot = snapshotAt(shard, lastOfGap.number());
    snapshot.ifPresent(at -> requireEnds(lastOfGap, at));
    return behind.isPresent() || snapshot.isPresent();
  }

  private static void requireEnds(History.Executed record, History.Resumed snapshot) {
    if (record.index() > snapshot.index()
        || !Arrays.equals(record.chainHash(), snapshot.chainHash())) {
      throw new MalformedException(
          "record " + record.number() + " is not where the snapshot here begins");
    }
  }

  /** By the chain, and by what no hash covers: numbers follow, indexes rise, terms never fall. */
  private static void requireContinues(History.Executed before, History.Executed record) {
    byte[] hash = Chain.sha256().next(before.chainHash(), record.entry(), record.outcomes());
    if (record.number() != before.number() + 1
        || record.index() <= before.index()
        || record.term() < before.term()
        || !Arrays.equals(hash, record.chainHash())) {
      throw new MalformedException(
          "record " + record.number() + " does not continue record " + before.number());
    }
  }

  private static History.Executed recordBefore(Shard shard, long number) {
    byte[] nothing = {};
    return number == 1
        ? new History.Executed(0, 0, 0, nothing, nothing, shard.genesisHash)
        : one(shard, number - 1)
            .orElseThrow(() -> new IllegalStateException("record " + (number - 1) + " is missing"));
  }

  private static Optional<History.Executed> one(Shard shard, long number) {
    return shard.history.read(number, 1, 1).stream()
        .filter(record -> record.number() == number)
        .findFirst();
  }
}
