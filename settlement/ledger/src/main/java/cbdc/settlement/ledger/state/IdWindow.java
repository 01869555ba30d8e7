package cbdc.settlement.ledger.state;

import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.collections.LongArrayList;

/**
 * The ids that a shard has seen, with what became of them, in buckets of one second of id time. A
 * bucket is dropped whole once its window has passed; of its ids only those still pending stay, as
 * a residue, until they settle.
 *
 * <p>A reference is {@code second << 22 | row}. A lookup, a read and remembering in a known second
 * do not allocate, apart from arrays as they grow and from rejections with amounts.
 */
public final class IdWindow implements IdView {
  private static final int ROW_BITS = 22;
  private static final int ROW_MASK = (1 << ROW_BITS) - 1;
  private static final long NONE = -1;

  private final Generations generations;
  private final long windowMillis;
  private final int idsMax;
  private final long seed;
  private final Long2ObjectHashMap<IdBucket> buckets = new Long2ObjectHashMap<>();

  /** Buckets within their window, oldest first; residues are not in it. */
  private final TreeMap<Long, IdBucket> inWindow = new TreeMap<>();

  private final List<IdChunk> changed = new ArrayList<>();
  private final LongArrayList removed = new LongArrayList();
  private IdBucket last;
  private long oldestSecond = Long.MAX_VALUE;
  private int size;
  private int pageCount;

  IdWindow(Generations generations, long windowMillis, int idsMax, long seed) {
    this.generations = generations;
    this.windowMillis = windowMillis;
    this.idsMax = idsMax;
    this.seed = seed;
  }

  @Override
  public long lookup(long idHigh, long idLow) {
    if (!CommandId.isVersion7(idHigh, idLow)) {
      return NONE;
    }
    IdBucket bucket = bucket(second(idHigh));
    int row = bucket == null ? -1 : bucket.find(highBits(idHigh), idLow);
    return row < 0 ? NONE : bucket.second << ROW_BITS | row;
  }

  @Override
  public long fingerprint(long ref) {
    int row = (int) ref & ROW_MASK;
    return bucket(ref >>> ROW_BITS).chunkOf(row).ids[2 * IdBucket.rowInChunk(row) + 1];
  }

  @Override
  public Outcome outcome(long ref) {
    int row = (int) ref & ROW_MASK;
    IdBucket bucket = bucket(ref >>> ROW_BITS);
    IdChunk chunk = bucket.chunkOf(row);
    int at = IdBucket.rowInChunk(row);
    return OutcomeWord.unpack(chunk.outcomes[at], chunk.amount(at), bucket.second);
  }

  @Override
  public boolean isPending(long ref) {
    return kind(ref) == OutcomeWord.PENDING;
  }

  @Override
  public boolean isCancelled(long ref) {
    return kind(ref) == OutcomeWord.CANCELLED;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public boolean isFull() {
    return size >= idsMax;
  }

  /**
   * Remembers an id; it must be of version 7, unknown, its second not yet dropped, and the table
   * not full.
   *
   * @param fingerprint of the content, 0 for a cancelled id
   * @param outcome a reset time must be a whole second
   */
  public void remember(long idHigh, long idLow, long fingerprint, Outcome outcome) {
    if (isFull() || !CommandId.isVersion7(idHigh, idLow)) {
      throw new IllegalStateException(
          "id " + new CommandId(idHigh, idLow) + " cannot be remembered beside " + size);
    }
    IdBucket bucket = bucketForWrite(second(idHigh));
    int highBits = highBits(idHigh);
    assert bucket.find(highBits, idLow) < 0 : "remembered before";
    claimForAppend(bucket.chunkForAppend());
    bucket.append(
        idLow,
        fingerprint,
        OutcomeWord.pack(outcome, highBits, bucket.second),
        OutcomeWord.amountLeft(outcome));
    size++;
  }

  /**
   * Replaces "pending" by what it became; an id whose window has passed is forgotten at once.
   *
   * @return false when the id is not remembered as pending, and nothing was changed
   */
  public boolean settle(long idHigh, long idLow, Outcome outcome) {
    IdBucket bucket = bucket(second(idHigh));
    int row = bucket == null ? -1 : bucket.find(highBits(idHigh), idLow);
    if (row < 0
        || OutcomeWord.kind(bucket.chunkOf(row).outcomes[IdBucket.rowInChunk(row)])
            != OutcomeWord.PENDING) {
      return false;
    }
    if (outcome instanceof Outcome.Pending || OutcomeWord.amountLeft(outcome) != 0) {
      throw new IllegalArgumentException("a pending id cannot become " + outcome);
    }
    IdChunk chunk = bucket.chunkOf(row);
    int at = IdBucket.rowInChunk(row);
    claimOutcomes(chunk);
    bucket.pending--;
    if (!bucket.isResidue) {
      chunk.outcomes[at] = OutcomeWord.pack(outcome, highBits(idHigh), bucket.second);
      return true;
    }
    chunk.outcomes[at] = OutcomeWord.withKind(chunk.outcomes[at], OutcomeWord.FORGOTTEN);
    size--;
    if (bucket.pending == 0) {
      drop(bucket, 0);
    }
    return true;
  }

  /**
   * Drops buckets, oldest first, whose every possible id has time + window before {@code
   * timeMillis}; ids still pending stay until they settle.
   *
   * @return number of buckets dropped, at most {@code bucketsMax}
   */
  public int forgetUntil(long timeMillis, int bucketsMax) {
    int dropped = 0;
    while (dropped < bucketsMax && isOver(oldestSecond, timeMillis)) {
      IdBucket bucket = inWindow.pollFirstEntry().getValue();
      oldestSecond = inWindow.isEmpty() ? Long.MAX_VALUE : inWindow.firstKey();
      IdBucket residue = bucket.pending == 0 ? null : residueOf(bucket);
      size -= bucket.rows - (residue == null ? 0 : residue.rows);
      drop(bucket, residue == null ? 0 : residue.chunkCount());
      if (residue != null) {
        buckets.put(residue.second, residue);
      }
      dropped++;
    }
    return dropped;
  }

  /** True when a bucket can be dropped at this time. */
  public boolean isForgettingDue(long timeMillis) {
    return isOver(oldestSecond, timeMillis);
  }

  /**
   * Hands out the chunks changed since the previous freeze, held by the freeze that ends the
   * generation.
   */
  FrozenPages freezeChanged() {
    List<FrozenIds> frozen = new ArrayList<>(changed.size());
    for (IdChunk chunk : changed) {
      if (!chunk.isDropped) {
        boolean isHeldAlready =
            chunk.heldSince != IdChunk.NOT_HELD && generations.isAnyOpenSince(chunk.heldSince);
        chunk.heldSince = isHeldAlready ? chunk.heldSince : generations.current();
        chunk.isPersisted = true;
        frozen.add(FrozenIds.of(chunk, buckets.get(IdBucket.secondOfPage(chunk.page)).isResidue));
      }
    }
    changed.clear();
    return FrozenPages.of(PageLayout.SECTION_IDS, frozen);
  }

  Frozen.Removed freezeRemoved() {
    Frozen.Removed result = new Frozen.Removed(PageLayout.SECTION_IDS, removed.toLongArray());
    removed.clear();
    return result;
  }

  /** All chunks as they are now, in ascending order, for reading before the next write. */
  FrozenPages all() {
    List<FrozenIds> frozen = new ArrayList<>();
    for (IdBucket bucket : buckets.values()) {
      for (int i = 0; i < bucket.chunkCount(); i++) {
        frozen.add(FrozenIds.of(bucket.chunk(i), bucket.isResidue));
      }
    }
    frozen.sort(Comparator.comparingLong(FrozenIds::page));
    return FrozenPages.of(PageLayout.SECTION_IDS, frozen);
  }

  int pageCount() {
    return pageCount;
  }

  /** Appends a page of a snapshot. */
  void restorePage(long page, byte[] bytes) {
    FrozenIds chunk = FrozenIds.read(page, bytes);
    long second = IdBucket.secondOfPage(page);
    IdBucket bucket = buckets.get(second);
    if (bucket == null) {
      bucket = new IdBucket(second, chunk.isResidue(), seed);
      buckets.put(second, bucket);
      if (!bucket.isResidue) {
        inWindow.put(second, bucket);
        oldestSecond = Math.min(oldestSecond, second);
      }
    }
    int before = bucket.isResidue ? bucket.pending : bucket.rows;
    bucket.restore(new IdChunk(chunk));
    size += (bucket.isResidue ? bucket.pending : bucket.rows) - before;
    pageCount++;
  }

  /** Bytes of heap held by the arrays and buckets, without copies for freezes. */
  public long heapBytes() {
    long bytes = 0;
    for (IdBucket bucket : buckets.values()) {
      bytes += bucket.heapBytes();
    }
    return bytes;
  }

  private boolean isOver(long second, long timeMillis) {
    return second != Long.MAX_VALUE && timeMillis - windowMillis > second * 1000 + 999;
  }

  private int kind(long ref) {
    int row = (int) ref & ROW_MASK;
    return OutcomeWord.kind(
        bucket(ref >>> ROW_BITS).chunkOf(row).outcomes[IdBucket.rowInChunk(row)]);
  }

  private static long second(long idHigh) {
    return CommandId.timeMillis(idHigh) / 1000;
  }

  private static int highBits(long idHigh) {
    return (int) (CommandId.timeMillis(idHigh) % 1000) << 12 | ((int) idHigh & 0xFFF);
  }

  /** Bucket of a second, or null. Most calls are for the second of the call before. */
  private IdBucket bucket(long second) {
    IdBucket bucket = last;
    if (bucket == null || bucket.second != second) {
      bucket = buckets.get(second);
      last = bucket == null ? last : bucket;
    }
    return bucket;
  }

  private int rowsOfNewest() {
    return inWindow.isEmpty() ? 0 : inWindow.lastEntry().getValue().rows;
  }

  private IdBucket bucketForWrite(long second) {
    IdBucket bucket = bucket(second);
    if (bucket == null) {
      bucket = IdBucket.expecting(rowsOfNewest(), second, seed);
      buckets.put(second, bucket);
      inWindow.put(second, bucket);
      oldestSecond = Math.min(oldestSecond, second);
      last = bucket;
    } else if (bucket.isResidue) {
      throw new IllegalStateException("the ids of second " + second + " are forgotten");
    }
    return bucket;
  }

  private IdBucket residueOf(IdBucket bucket) {
    IdBucket residue = new IdBucket(bucket.second, true, seed);
    for (int row = 0; row < bucket.rows; row++) {
      IdChunk chunk = bucket.chunkOf(row);
      int at = IdBucket.rowInChunk(row);
      if (OutcomeWord.kind(chunk.outcomes[at]) == OutcomeWord.PENDING) {
        IdChunk to = residue.chunkForAppend();
        to.isPersisted = bucket.chunk(IdBucket.chunkOfPage(to.page)).isPersisted;
        claimForAppend(to);
        residue.append(chunk.ids[2 * at], chunk.ids[2 * at + 1], chunk.outcomes[at], 0);
      }
    }
    return residue;
  }

  /** Forgets a bucket; its first {@code chunksReplaced} pages go on under the same numbers. */
  private void drop(IdBucket bucket, int chunksReplaced) {
    for (int i = 0; i < bucket.chunkCount(); i++) {
      IdChunk chunk = bucket.chunk(i);
      chunk.isDropped = true;
      pageCount--;
      if (chunk.isPersisted && i >= chunksReplaced) {
        removed.addLong(chunk.page);
      }
    }
    buckets.remove(bucket.second);
    last = last == bucket ? null : last;
  }

  private void claimForAppend(IdChunk chunk) {
    pageCount += chunk.rows == 0 ? 1 : 0;
    claim(chunk);
  }

  private void claim(IdChunk chunk) {
    if (chunk.writtenIn != generations.current()) {
      chunk.writtenIn = generations.current();
      changed.add(chunk);
    }
  }

  /** Makes the outcomes of rows that a freeze may hold writable. */
  private void claimOutcomes(IdChunk chunk) {
    if (chunk.heldSince != IdChunk.NOT_HELD && generations.isAnyOpenSince(chunk.heldSince)) {
      chunk.outcomes = chunk.outcomes.clone();
    }
    chunk.heldSince = IdChunk.NOT_HELD;
    claim(chunk);
  }
}
