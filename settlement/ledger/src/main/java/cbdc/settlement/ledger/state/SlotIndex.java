package cbdc.settlement.ledger.state;

import java.util.Arrays;

/**
 * Hash index from 32 bits of a key's hash to a slot, by extendible hashing: a directory over
 * segments of open addressing, each at most {@value #SEGMENT_CAPACITY_MAX} entries. It grows by
 * splitting one segment at a time, so that no insertion pauses for long at any size.
 *
 * <p>An entry is the hash (upper half) beside slot + 1 (lower half), 0 when empty. The directory
 * uses the hash's upper bits and the place within a segment its lower ones, so that a probe rarely
 * touches a row and a split touches none. The last word of a segment is its local depth (upper
 * half) and its number of entries (lower half).
 */
final class SlotIndex {
  private static final int SEGMENT_CAPACITY_MIN = 64;
  private static final int SEGMENT_CAPACITY_MAX = 32_768;
  private static final int DEPTH_MAX = 20;

  private long[][] directory = {new long[SEGMENT_CAPACITY_MIN + 1]};
  private int depth;

  /**
   * The segment where a hash belongs; probe from {@link #home} with {@link #next} until an entry is
   * 0.
   */
  long[] segment(int hash) {
    return directory[place(hash)];
  }

  /** First place to probe. */
  static int home(long[] segment, int hash) {
    return hash & (segment.length - 2);
  }

  /** The place after {@code at}. */
  static int next(long[] segment, int at) {
    return (at + 1) & (segment.length - 2);
  }

  /** True when the entry may be the one: the row still has to be compared. */
  static boolean hasHash(long entry, int hash) {
    return (int) (entry >>> 32) == hash;
  }

  /** Slot of a non-empty entry. */
  static int slot(long entry) {
    return (int) entry - 1;
  }

  /** Adds a slot; the caller knows that it is not there yet. */
  void add(int hash, int slot) {
    long[] segment = segment(hash);
    while (isCrowded(segment)) {
      makeRoom(segment, hash);
      segment = segment(hash);
    }
    put(segment, (long) hash << 32 | (slot + 1));
  }

  /** Removes a slot that is there. */
  void remove(int hash, int slot) {
    long[] segment = segment(hash);
    long entry = (long) hash << 32 | (slot + 1);
    int at = home(segment, hash);
    while (segment[at] != entry) {
      if (segment[at] == 0) {
        throw new IllegalStateException("slot " + slot + " is not in the index");
      }
      at = next(segment, at);
    }
    closeGap(segment, at);
    segment[segment.length - 1]--;
  }

  /** Bytes of heap held by the arrays. */
  long heapBytes() {
    long bytes = HeapSize.ofReferences(directory.length);
    for (int i = 0; i < directory.length; i += 1 << (depth - localDepth(directory[i]))) {
      bytes += HeapSize.ofLongs(directory[i].length);
    }
    return bytes;
  }

  private int place(int hash) {
    return (hash >>> 1) >>> (31 - depth);
  }

  private static boolean isCrowded(long[] segment) {
    int capacity = segment.length - 1;
    return (int) segment[capacity] >= capacity - capacity / 4;
  }

  private static int localDepth(long[] segment) {
    return (int) (segment[segment.length - 1] >>> 32);
  }

  private void makeRoom(long[] segment, int hash) {
    int capacity = segment.length - 1;
    int localDepth = localDepth(segment);
    if (capacity < SEGMENT_CAPACITY_MAX || localDepth == DEPTH_MAX) {
      long[] larger = emptySegment(2 * capacity, localDepth);
      moveAll(segment, larger, larger, 0);
      replace(hash, localDepth, larger, larger);
      return;
    }
    if (localDepth == depth) {
      doubleDirectory();
    }
    long[] lower = emptySegment(capacity, localDepth + 1);
    long[] upper = emptySegment(capacity, localDepth + 1);
    moveAll(segment, lower, upper, Integer.MIN_VALUE >>> localDepth);
    replace(hash, localDepth, lower, upper);
  }

  private static long[] emptySegment(int capacity, int localDepth) {
    long[] segment = new long[capacity + 1];
    segment[capacity] = (long) localDepth << 32;
    return segment;
  }

  private static void moveAll(long[] from, long[] zero, long[] one, int bit) {
    for (int i = 0; i < from.length - 1; i++) {
      if (from[i] != 0) {
        put(((int) (from[i] >>> 32) & bit) == 0 ? zero : one, from[i]);
      }
    }
  }

  private static void put(long[] segment, long entry) {
    int at = home(segment, (int) (entry >>> 32));
    while (segment[at] != 0) {
      at = next(segment, at);
    }
    segment[at] = entry;
    segment[segment.length - 1]++;
  }

  private void doubleDirectory() {
    long[][] doubled = new long[2 * directory.length][];
    for (int i = 0; i < doubled.length; i++) {
      doubled[i] = directory[i >>> 1];
    }
    directory = doubled;
    depth++;
  }

  /**
   * Lets the directory places of the segment of this hash and local depth point to its successors,
   * half to each.
   */
  private void replace(int hash, int localDepth, long[] lower, long[] upper) {
    int places = 1 << (depth - localDepth);
    int from = place(hash) & -places;
    int middle = from + (places + 1) / 2;
    Arrays.fill(directory, from, middle, lower);
    Arrays.fill(directory, middle, from + places, upper);
  }

  /** Moves later entries of the probe sequence forward, so that no search ends at the gap. */
  private static void closeGap(long[] segment, int gap) {
    int mask = segment.length - 2;
    int at = next(segment, gap);
    while (segment[at] != 0) {
      int home = home(segment, (int) (segment[at] >>> 32));
      if (((at - home) & mask) >= ((at - gap) & mask)) {
        segment[gap] = segment[at];
        gap = at;
      }
      at = next(segment, at);
    }
    segment[gap] = 0;
  }
}
