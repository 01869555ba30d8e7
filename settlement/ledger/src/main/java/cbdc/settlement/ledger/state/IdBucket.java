package cbdc.settlement.ledger.state;

import java.util.Arrays;

/**
 * The ids of one second of id time: chunks of rows and an index of small segments, which grows by
 * splitting one of them.
 */
final class IdBucket {
  private static final int SEGMENT_CAPACITY_MIN = 32;
  private static final int SEGMENT_CAPACITY_MAX = 2048;
  private static final int DEPTH_MAX = 12;

  /**
   * Most rows that an index is made for at once: half a MiB, written in well under a millisecond.
   */
  private static final int ROWS_EXPECTED_MAX = 80_000;

  private static final int TAG_SHIFT = 22;
  private static final int ROW_MASK = (1 << TAG_SHIFT) - 1;
  private static final int CHUNK_NUMBER_BITS = 16;

  final long second;

  /** True once the window has passed: only pending ids are left, and no id is added. */
  final boolean isResidue;

  int rows;
  int pending;

  private final long seed;
  private IdChunk[] chunks = new IdChunk[1];

  /**
   * Entries: row + 1 in the lower 22 bits, a tag above; the last word of a segment is its local
   * depth (upper 8 bits) and number of entries.
   */
  private int[][] directory = {new int[SEGMENT_CAPACITY_MIN + 1]};

  private int depth;

  IdBucket(long second, boolean isResidue, long seed) {
    this.second = second;
    this.isResidue = isResidue;
    this.seed = seed;
  }

  /**
   * An empty bucket whose index is made for about so many rows. A second mostly brings as many ids
   * as the one before, and an index that need not grow spares every id from being hashed again,
   * about twice, each time with a row to be read. Expecting too many costs the memory of one bucket
   * only, since the next one expects what came.
   */
  static IdBucket expecting(int rowsExpected, long second, long seed) {
    IdBucket bucket = new IdBucket(second, false, seed);
    int wanted = Math.min(rowsExpected, ROWS_EXPECTED_MAX) / 5 * 8;
    int depth = 0;
    while (wanted > SEGMENT_CAPACITY_MAX << depth) {
      depth++;
    }
    int capacity = SEGMENT_CAPACITY_MIN;
    while (capacity < SEGMENT_CAPACITY_MAX && capacity < wanted) {
      capacity *= 2;
    }
    bucket.depth = depth;
    bucket.directory = new int[1 << depth][];
    for (int i = 0; i < bucket.directory.length; i++) {
      bucket.directory[i] = emptySegment(capacity, depth);
    }
    return bucket;
  }

  /** Page number of a chunk. */
  static long page(long second, int chunk) {
    return second << CHUNK_NUMBER_BITS | chunk;
  }

  static long secondOfPage(long page) {
    return page >>> CHUNK_NUMBER_BITS;
  }

  static int chunkOfPage(long page) {
    return (int) page & (1 << CHUNK_NUMBER_BITS) - 1;
  }

  int chunkCount() {
    return (rows + IdChunk.ROWS_MAX - 1) >>> IdChunk.ROW_SHIFT;
  }

  IdChunk chunk(int number) {
    return chunks[number];
  }

  IdChunk chunkOf(int row) {
    return chunks[row >>> IdChunk.ROW_SHIFT];
  }

  static int rowInChunk(int row) {
    return row & IdChunk.ROWS_MAX - 1;
  }

  /** Row of a remembered id, or -1. */
  int find(int highBits, long idLow) {
    long hash = Mix.mix(highBits, idLow, seed);
    int[] segment = directory[place(hash)];
    int mask = segment.length - 2;
    int at = (int) hash & mask;
    int tag = tag(hash);
    int entry;
    while ((entry = segment[at]) != 0) {
      if (entry >>> TAG_SHIFT == tag && isAt((entry & ROW_MASK) - 1, highBits, idLow)) {
        return (entry & ROW_MASK) - 1;
      }
      at = (at + 1) & mask;
    }
    return -1;
  }

  /** The chunk that the next row goes to. */
  IdChunk chunkForAppend() {
    int number = rows >>> IdChunk.ROW_SHIFT;
    if (number == chunks.length) {
      chunks = Arrays.copyOf(chunks, 2 * number);
    }
    if (chunks[number] == null) {
      long page = page(second, number);
      chunks[number] = number == 0 ? IdChunk.first(page) : new IdChunk(page, IdChunk.ROWS_MAX);
    }
    return chunks[number];
  }

  /** Appends a chunk of a snapshot, which must be the next one. */
  void restore(IdChunk chunk) {
    int number = chunkOfPage(chunk.page);
    PageLayout.require(
        number == chunkCount() && rows == number * IdChunk.ROWS_MAX,
        "chunk " + chunkCount() + " of " + second);
    if (number == chunks.length) {
      chunks = Arrays.copyOf(chunks, 2 * number);
    }
    chunks[number] = chunk;
    for (int at = 0; at < chunk.rows; at++) {
      count(chunk.outcomes[at], chunk.ids[2 * at], rows++);
    }
  }

  /** Appends to {@link #chunkForAppend} and returns the row. */
  int append(long idLow, long fingerprint, long outcome, long amount) {
    int row = rows;
    chunkForAppend().append(idLow, fingerprint, outcome, amount);
    rows++;
    count(outcome, idLow, row);
    return row;
  }

  private void count(long outcome, long idLow, int row) {
    if (OutcomeWord.kind(outcome) == OutcomeWord.PENDING) {
      pending++;
    }
    if (OutcomeWord.kind(outcome) != OutcomeWord.FORGOTTEN) {
      addToIndex(Mix.mix(OutcomeWord.highBits(outcome), idLow, seed), row);
    }
  }

  long heapBytes() {
    long bytes =
        64 + HeapSize.ofReferences(chunks.length) + HeapSize.ofReferences(directory.length);
    for (int i = 0; i < chunkCount(); i++) {
      bytes += chunks[i].heapBytes();
    }
    for (int i = 0; i < directory.length; i += 1 << (depth - localDepth(directory[i]))) {
      bytes += HeapSize.ofInts(directory[i].length);
    }
    return bytes;
  }

  private boolean isAt(int row, int highBits, long idLow) {
    IdChunk chunk = chunkOf(row);
    int at = rowInChunk(row);
    return chunk.ids[2 * at] == idLow && OutcomeWord.isRemembered(chunk.outcomes[at], highBits);
  }

  private static int tag(long hash) {
    return (int) (hash >>> 32) & 0x3FF;
  }

  private int place(long hash) {
    return (int) ((hash >>> 1) >>> (63 - depth));
  }

  private void addToIndex(long hash, int row) {
    int[] segment = directory[place(hash)];
    while (isCrowded(segment)) {
      makeRoom(segment, hash);
      segment = directory[place(hash)];
    }
    put(segment, hash, tag(hash) << TAG_SHIFT | (row + 1));
  }

  private static boolean isCrowded(int[] segment) {
    int capacity = segment.length - 1;
    return (segment[capacity] & 0xFFFFFF) >= capacity - capacity / 5;
  }

  private static int localDepth(int[] segment) {
    return segment[segment.length - 1] >>> 24;
  }

  private static void put(int[] segment, long hash, int entry) {
    int mask = segment.length - 2;
    int at = (int) hash & mask;
    while (segment[at] != 0) {
      at = (at + 1) & mask;
    }
    segment[at] = entry;
    segment[mask + 1]++;
  }

  private void makeRoom(int[] segment, long hash) {
    int capacity = segment.length - 1;
    int localDepth = localDepth(segment);
    if (capacity < SEGMENT_CAPACITY_MAX || localDepth == DEPTH_MAX) {
      int[] larger = emptySegment(2 * capacity, localDepth);
      moveAll(segment, larger, larger, 0);
      replace(hash, localDepth, larger, larger);
      return;
    }
    if (localDepth == depth) {
      doubleDirectory();
    }
    int[] lower = emptySegment(capacity, localDepth + 1);
    int[] upper = emptySegment(capacity, localDepth + 1);
    moveAll(segment, lower, upper, Long.MIN_VALUE >>> localDepth);
    replace(hash, localDepth, lower, upper);
  }

  private static int[] emptySegment(int capacity, int localDepth) {
    int[] segment = new int[capacity + 1];
    segment[capacity] = localDepth << 24;
    return segment;
  }

  private void moveAll(int[] from, int[] zero, int[] one, long bit) {
    for (int i = 0; i < from.length - 1; i++) {
      if (from[i] != 0) {
        int row = (from[i] & ROW_MASK) - 1;
        IdChunk chunk = chunkOf(row);
        int at = rowInChunk(row);
        long hash = Mix.mix(OutcomeWord.highBits(chunk.outcomes[at]), chunk.ids[2 * at], seed);
        put((hash & bit) == 0 ? zero : one, hash, from[i]);
      }
    }
  }

  private void doubleDirectory() {
    int[][] doubled = new int[2 * directory.length][];
    for (int i = 0; i < doubled.length; i++) {
      doubled[i] = directory[i >>> 1];
    }
    directory = doubled;
    depth++;
  }

  private void replace(long hash, int localDepth, int[] lower, int[] upper) {
    int places = 1 << (depth - localDepth);
    int from = place(hash) & -places;
    int middle = from + (places + 1) / 2;
    Arrays.fill(directory, from, middle, lower);
    Arrays.fill(directory, middle, from + places, upper);
  }
}
