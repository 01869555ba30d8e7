package cbdc.settlement.ledger.state;

import java.util.Arrays;

/**
 * The open holds of a shard: rows in pages (rows of ended holds are reused, last freed first), an
 * index by id, and a heap in the order of expiry. Index and heap are derived from the rows.
 */
public final class Holds implements HoldsView {
  private static final int ID_HIGH = 0;
  private static final int ID_LOW = 1;
  private static final int PAYEE = 2;
  private static final int REMAINING = 3;
  private static final int EXPIRES_AT_MILLIS = 4;
  private static final int PAYER_SLOT = 5;

  /** Bits 0-31 year, 32-63 epoch day. */
  private static final int DAY_AND_YEAR = 6;

  /** 0 in an open hold; in a free row the next free row + 2, or 1 at the end of the list. */
  private static final int NEXT_FREE = 7;

  private static final int NONE = -1;

  private final PagedRows rows;
  private final SlotIndex index = new SlotIndex();
  private final int holdsMax;
  private final long seed;
  private int firstFree = NONE;
  private int size;
  private long totalRemaining;
  private int[] heap = new int[16];
  private int[] placeInHeap = new int[16];

  Holds(int holdsMax, long seed) {
    this.rows = new PagedRows(PageLayout.SECTION_HOLDS);
    this.holdsMax = holdsMax;
    this.seed = seed;
  }

  @Override
  public int find(long idHigh, long idLow) {
    int hash = hash(idHigh, idLow);
    long[] segment = index.segment(hash);
    int at = SlotIndex.home(segment, hash);
    long entry;
    while ((entry = segment[at]) != 0) {
      int handle = SlotIndex.slot(entry);
      if (SlotIndex.hasHash(entry, hash) && idLow(handle) == idLow && idHigh(handle) == idHigh) {
        return handle;
      }
      at = SlotIndex.next(segment, at);
    }
    return NONE;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public boolean isFull() {
    return size >= holdsMax;
  }

  @Override
  public int firstToExpire() {
    return size == 0 ? NONE : heap[0];
  }

  @Override
  public long idHigh(int handle) {
    return word(handle, ID_HIGH);
  }

  @Override
  public long idLow(int handle) {
    return word(handle, ID_LOW);
  }

  @Override
  public int payerSlot(int handle) {
    return (int) word(handle, PAYER_SLOT);
  }

  @Override
  public long payee(int handle) {
    return word(handle, PAYEE);
  }

  @Override
  public long remaining(int handle) {
    return word(handle, REMAINING);
  }

  @Override
  public long expiresAtMillis(int handle) {
    return word(handle, EXPIRES_AT_MILLIS);
  }

  @Override
  public int day(int handle) {
    return (int) (word(handle, DAY_AND_YEAR) >>> 32);
  }

  @Override
  public int year(int handle) {
    return (int) word(handle, DAY_AND_YEAR);
  }

  @Override
  public long totalRemaining() {
    return totalRemaining;
  }

  @Override
  public void forEach(java.util.function.IntConsumer visit) {
    for (int i = 0; i < size; i++) {
      visit.accept(heap[i]);
    }
  }

  /**
   * Opens a hold and returns its handle; the id must be new, the amount positive and the table not
   * full.
   */
  public int place(
      long idHigh,
      long idLow,
      int payerSlot,
      long payee,
      long amount,
      long expiresAtMillis,
      int day,
      int year) {
    if (isFull() || amount <= 0 || find(idHigh, idLow) != NONE) {
      throw new IllegalStateException("a hold of " + amount + " cannot be placed among " + size);
    }
    long total = Math.addExact(totalRemaining, amount);
    int handle = takeRow();
    long[] slab = rows.writable(handle);
    int at = PagedRows.offset(handle);
    slab[at + ID_HIGH] = idHigh;
    slab[at + ID_LOW] = idLow;
    slab[at + PAYEE] = payee;
    slab[at + REMAINING] = amount;
    slab[at + EXPIRES_AT_MILLIS] = expiresAtMillis;
    slab[at + PAYER_SLOT] = payerSlot;
    slab[at + DAY_AND_YEAR] = (long) day << 32 | (year & 0xFFFF_FFFFL);
    slab[at + NEXT_FREE] = 0;
    totalRemaining = total;
    link(handle);
    return handle;
  }

  /**
   * Takes an amount out of a hold and returns what is left; a hold with nothing left stays until
   * {@link #remove}.
   */
  public long reduce(int handle, long amount) {
    long left = remaining(handle) - amount;
    if (amount < 0 || left < 0) {
      throw new IllegalStateException(
          "hold of " + remaining(handle) + " cannot be reduced by " + amount);
    }
    rows.writable(handle)[PagedRows.offset(handle) + REMAINING] = left;
    totalRemaining -= amount;
    return left;
  }

  /** Ends a hold, whatever is left of it. */
  public void remove(int handle) {
    index.remove(hash(idHigh(handle), idLow(handle)), handle);
    totalRemaining -= remaining(handle);
    size--;
    int place = placeInHeap[handle];
    int moved = heap[size];
    if (moved != handle) {
      set(place, moved);
      siftUp(place);
      siftDown(placeInHeap[moved]);
    }
    long[] slab = rows.writable(handle);
    int at = PagedRows.offset(handle);
    Arrays.fill(slab, at, at + PagedRows.ROW_WORDS, 0);
    slab[at + NEXT_FREE] = firstFree + 2L;
    firstFree = handle;
  }

  /** Bytes of heap held by the arrays, without copies for freezes. */
  public long heapBytes() {
    return rows.heapBytes()
        + index.heapBytes()
        + HeapSize.ofInts(heap.length)
        + HeapSize.ofInts(placeInHeap.length);
  }

  FrozenPages freezeChanged() {
    return rows.freezeChanged();
  }

  FrozenPages all() {
    return rows.all();
  }

  int pageCount() {
    return rows.pageCount();
  }

  /** First of the free rows, which are linked, or -1. */
  int firstFree() {
    return firstFree;
  }

  /** Sets the first free row; what is reused next must be the same as before the snapshot. */
  void restoreFirstFree(int row) {
    firstFree = row;
  }

  /** Appends a page of a snapshot; index, heap and sum follow from its rows. */
  void restorePage(long page, byte[] bytes) {
    int from = rows.rows();
    rows.restorePage(page, bytes);
    for (int handle = from; handle < rows.rows(); handle++) {
      if (word(handle, NEXT_FREE) == 0) {
        totalRemaining = Math.addExact(totalRemaining, remaining(handle));
        link(handle);
      }
    }
  }

  private int takeRow() {
    if (firstFree == NONE) {
      return rows.append();
    }
    int row = firstFree;
    firstFree = (int) word(row, NEXT_FREE) - 2;
    return row;
  }

  /** Enters a row's hold into index and heap. */
  private void link(int handle) {
    index.add(hash(idHigh(handle), idLow(handle)), handle);
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    if (handle >= placeInHeap.length) {
      placeInHeap = Arrays.copyOf(placeInHeap, Math.max(2 * placeInHeap.length, handle + 1));
    }
    set(size, handle);
    size++;
    siftUp(size - 1);
  }

  private int hash(long idHigh, long idLow) {
    return (int) (Mix.mix(idHigh, idLow, seed) >>> 32);
  }

  private long word(int handle, int word) {
    return rows.slab(handle)[PagedRows.offset(handle) + word];
  }

  private void set(int place, int handle) {
    heap[place] = handle;
    placeInHeap[handle] = place;
  }

  private void siftUp(int place) {
    int handle = heap[place];
    while (place > 0) {
      int parent = (place - 1) >>> 1;
      if (!endsBefore(handle, heap[parent])) {
        break;
      }
      set(place, heap[parent]);
      place = parent;
    }
    set(place, handle);
  }

  private void siftDown(int place) {
    int handle = heap[place];
    while (true) {
      int child = 2 * place + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && endsBefore(heap[child + 1], heap[child])) {
        child++;
      }
      if (!endsBefore(heap[child], handle)) {
        break;
      }
      set(place, heap[child]);
      place = child;
    }
    set(place, handle);
  }

  private boolean endsBefore(int a, int b) {
    long byTime = Long.compare(expiresAtMillis(a), expiresAtMillis(b));
    if (byTime != 0) {
      return byTime < 0;
    }
    int byHigh = Long.compareUnsigned(idHigh(a), idHigh(b));
    return byHigh != 0 ? byHigh < 0 : Long.compareUnsigned(idLow(a), idLow(b)) < 0;
  }
}
