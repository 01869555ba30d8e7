package cbdc.settlement.node.store;

import cbdc.settlement.node.core.SnapshotSource;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * A snapshot that comes in from other nodes piece by piece, in any order. Its pages go to the
 * database at once, under a lineage of their own, where nothing looks before the snapshot is
 * complete.
 */
final class ReceivedSnapshot {
  private static final byte VERSION = 1;
  private static final int HEADER_BYTES = 1 + 8 + 4 + 4 + SnapshotDirectory.HASH_BYTES + 4;
  private static final int PAGE_HEADER_BYTES = 4 + 8 + 4;

  private final int shard;
  private final long index;
  private final int lineage;
  private final int pieceCount;
  private final TreeMap<Integer, Piece> pieces = new TreeMap<>();
  private byte[] root;
  private int totalPages;

  private record Piece(int[] sections, long[] pages, int[] lengths, byte[][] hashes) {}

  ReceivedSnapshot(int shard, long index, int lineage, int pieceCount) {
    this.shard = shard;
    this.index = index;
    this.lineage = lineage;
    this.pieceCount = pieceCount;
  }

  long index() {
    return index;
  }

  int lineage() {
    return lineage;
  }

  boolean isComplete() {
    return pieces.size() == pieceCount;
  }

  /**
   * Encodes a run of pages of a complete snapshot; {@code contents} are those of pages {@code from}
   * onwards.
   */
  static byte[] encodePiece(SnapshotDirectory directory, int number, int from, byte[][] contents) {
    int bytes = HEADER_BYTES;
    for (byte[] content : contents) {
      bytes += PAGE_HEADER_BYTES + content.length;
    }
    ByteBuffer out =
        ByteBuffer.allocate(bytes)
            .put(VERSION)
            .putLong(directory.index())
            .putInt(directory.size())
            .putInt(number)
            .put(directory.root())
            .putInt(contents.length);
    for (int i = 0; i < contents.length; i++) {
      out.putInt(directory.section(from + i))
          .putLong(directory.page(from + i))
          .putInt(contents[i].length);
      out.put(contents[i]);
    }
    return out.array();
  }

  /**
   * Takes in one piece.
   *
   * @throws IllegalStateException if it contradicts the pieces before it or is not well formed
   */
  void add(int number, byte[] bytes, PagePortions portions) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    check(in.get() == VERSION, number, "is of another version");
    check(in.getLong() == index, number, "belongs to another snapshot");
    int total = in.getInt();
    check(in.getInt() == number, number, "carries another number");
    byte[] pieceRoot = new byte[SnapshotDirectory.HASH_BYTES];
    in.get(pieceRoot);
    if (root == null) {
      root = pieceRoot;
      totalPages = total;
    }
    check(
        Arrays.equals(root, pieceRoot) && total == totalPages,
        number,
        "has another root hash than the pieces before");
    pieces.put(number, readPages(number, in, portions));
  }

  /**
   * The directory of the complete snapshot.
   *
   * @throws IllegalStateException if the pages do not give the root hash that the pieces announced
   */
  SnapshotDirectory directory() {
    SnapshotDirectory.Builder builder = new SnapshotDirectory.Builder(lineage, totalPages);
    for (Piece piece : pieces.values()) {
      for (int i = 0; i < piece.sections().length; i++) {
        builder.add(
            piece.sections()[i], piece.pages()[i], index, piece.lengths()[i], piece.hashes()[i]);
      }
    }
    SnapshotDirectory directory = builder.build(index);
    if (directory.size() != totalPages || !Arrays.equals(directory.root(), root)) {
      throw new IllegalStateException(
          "shard "
              + shard
              + ": received snapshot at index "
              + index
              + ": expected "
              + totalPages
              + " pages with the announced root hash but got "
              + directory.size()
              + " pages with another one");
    }
    return directory;
  }

  private Piece readPages(int number, ByteBuffer in, PagePortions portions) {
    int count = in.getInt();
    check(count >= 0 && count <= SnapshotDirectory.PIECE_PAGES, number, "holds too many pages");
    Piece piece = new Piece(new int[count], new long[count], new int[count], new byte[count][]);
    MessageDigest sha256 = SnapshotDirectory.sha256();
    for (int i = 0; i < count; i++) {
      int section = in.getInt();
      long page = in.getLong();
      int length = in.getInt();
      boolean valid =
          section >= 0 && page >= 0 && length >= 0 && length <= SnapshotSource.PAGE_BYTES_MAX;
      check(valid && length <= in.remaining(), number, "is not well formed");
      byte[] content = new byte[length];
      in.get(content);
      byte[] hash = sha256.digest(content);
      piece.sections()[i] = section;
      piece.pages()[i] = page;
      piece.lengths()[i] = length;
      piece.hashes()[i] = hash;
      portions.put(
          Keys.page(shard, lineage, section, page, index), PageRecord.encode(hash, content));
    }
    check(!in.hasRemaining(), number, "is too long");
    return piece;
  }

  private void check(boolean condition, int number, String what) {
    if (!condition) {
      throw new IllegalStateException(
          "shard "
              + shard
              + ": piece "
              + number
              + " of the snapshot at index "
              + index
              + " "
              + what);
    }
  }
}
