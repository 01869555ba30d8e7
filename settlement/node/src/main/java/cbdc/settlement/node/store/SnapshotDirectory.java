package cbdc.settlement.node.store;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Which pages a complete snapshot consists of, in ascending order of (section, page): for each the
 * index of the snapshot that last wrote it, its length and its hash. Immutable, kept in flat arrays
 * (about 56 bytes a page).
 */
final class SnapshotDirectory {
  static final int HASH_BYTES = 32;

  /** Pages in one piece: with pages of at most 64 KiB a piece stays within 1 MiB. */
  static final int PIECE_PAGES = 16;

  private static final int KEY_BYTES = 4 + 8;

  private final long index;
  private final int lineage;
  private final int size;
  private final int[] sections;
  private final long[] pages;
  private final long[] versions;
  private final int[] lengths;
  private final byte[] hashes;
  private final byte[] root;

  private SnapshotDirectory(Builder b, long index) {
    this.index = index;
    this.lineage = b.lineage;
    this.size = b.size;
    this.sections = Arrays.copyOf(b.sections, size);
    this.pages = Arrays.copyOf(b.pages, size);
    this.versions = Arrays.copyOf(b.versions, size);
    this.lengths = Arrays.copyOf(b.lengths, size);
    this.hashes = Arrays.copyOf(b.hashes, size * HASH_BYTES);
    this.root = computeRoot();
  }

  /** The state before the first snapshot. */
  static SnapshotDirectory empty() {
    return new Builder(0, 0).build(0);
  }

  /** Number of pieces of a snapshot; MicroRaft insists on at least one. */
  static int pieces(int totalPages) {
    return Math.max(1, (totalPages + PIECE_PAGES - 1) / PIECE_PAGES);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  long index() {
    return index;
  }

  int lineage() {
    return lineage;
  }

  int size() {
    return size;
  }

  int section(int i) {
    return sections[i];
  }

  long page(int i) {
    return pages[i];
  }

  /** Index of the snapshot that last wrote page {@code i}. */
  long version(int i) {
    return versions[i];
  }

  int length(int i) {
    return lengths[i];
  }

  boolean hashEquals(int i, byte[] hash) {
    return Arrays.equals(hashes, i * HASH_BYTES, (i + 1) * HASH_BYTES, hash, 0, HASH_BYTES);
  }

  /** SHA-256 over (section, page, page hash) of all pages in order. */
  byte[] root() {
    return root.clone();
  }

  byte[] key(int shard, int i) {
    return Keys.page(shard, lineage, sections[i], pages[i], versions[i]);
  }

  String describe(int shard, int i) {
    return "shard "
        + shard
        + ": snapshot at index "
        + index
        + ", section "
        + sections[i]
        + ", page "
        + pages[i];
  }

  private byte[] computeRoot() {
    MessageDigest digest = sha256();
    ByteBuffer key = ByteBuffer.allocate(KEY_BYTES);
    for (int i = 0; i < size; i++) {
      digest.update(key.clear().putInt(sections[i]).putLong(pages[i]).array());
      digest.update(hashes, i * HASH_BYTES, HASH_BYTES);
    }
    return digest.digest();
  }

  static int compare(int sectionA, long pageA, int sectionB, long pageB) {
    return sectionA != sectionB ? Integer.compare(sectionA, sectionB) : Long.compare(pageA, pageB);
  }

  /** Collects pages, which must come in ascending order. */
  static final class Builder {
    private final int lineage;
    private int size;
    private int[] sections;
    private long[] pages;
    private long[] versions;
    private int[] lengths;
    private byte[] hashes;

    Builder(int lineage, int expectedPages) {
      int capacity = Math.max(16, expectedPages);
      this.lineage = lineage;
      this.sections = new int[capacity];
      this.pages = new long[capacity];
      this.versions = new long[capacity];
      this.lengths = new int[capacity];
      this.hashes = new byte[capacity * HASH_BYTES];
    }

    void add(int section, long page, long version, int length, byte[] hash) {
      place(section, page, version, length);
      System.arraycopy(hash, 0, hashes, (size - 1) * HASH_BYTES, HASH_BYTES);
    }

    void addFrom(SnapshotDirectory other, int i) {
      place(other.sections[i], other.pages[i], other.versions[i], other.lengths[i]);
      System.arraycopy(other.hashes, i * HASH_BYTES, hashes, (size - 1) * HASH_BYTES, HASH_BYTES);
    }

    SnapshotDirectory build(long index) {
      return new SnapshotDirectory(this, index);
    }

    private void place(int section, long page, long version, int length) {
      if (size > 0 && compare(sections[size - 1], pages[size - 1], section, page) >= 0) {
        throw new IllegalStateException(
            "snapshot pages out of order: section " + section + ", page " + page);
      }
      if (size == sections.length) {
        grow();
      }
      sections[size] = section;
      pages[size] = page;
      versions[size] = version;
      lengths[size] = length;
      size++;
    }

    private void grow() {
      int capacity = size + size / 2 + 16;
      sections = Arrays.copyOf(sections, capacity);
      pages = Arrays.copyOf(pages, capacity);
      versions = Arrays.copyOf(versions, capacity);
      lengths = Arrays.copyOf(lengths, capacity);
      hashes = Arrays.copyOf(hashes, capacity * HASH_BYTES);
    }
  }
}
