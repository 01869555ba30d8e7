package cbdc.settlement.node.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The end of RocksDB's newest write-ahead log, looked at before it is opened. RocksDB forgives an
 * incomplete last write without a word; an operator is to hear of it.
 *
 * <p>A log is a row of blocks; a block holds pieces of records, each behind a header of checksum,
 * length and kind. Only lengths and kinds are read: a piece with a wrong checksum is none that is
 * forgiven, and RocksDB says so itself.
 *
 * @param file the log
 * @param incompleteBytes bytes at its end that belong to no whole record and will be cut
 */
record WriteAheadTail(Path file, long incompleteBytes) {
  private static final int BLOCK_BYTES = 32 * 1024;
  private static final int HEADER_BYTES = 7;
  private static final int LENGTH_AT = 4;
  private static final int KIND_AT = 6;
  private static final int NOTHING = 0;
  private static final int FIRST = 2;
  private static final int MIDDLE = 3;

  /** The newest log of a database; empty when it has none. */
  static Optional<WriteAheadTail> of(Path databaseDir) {
    try (Stream<Path> files = Files.list(databaseDir)) {
      Optional<Path> newest =
          files
              .filter(file -> file.getFileName().toString().matches("\\d+\\.log"))
              .max(Comparator.comparing(file -> file.getFileName().toString()));
      return newest.isEmpty() ? Optional.empty() : Optional.of(read(newest.get()));
    } catch (IOException unreadable) {
      // Then RocksDB cannot read it either, and says why.
      return Optional.empty();
    }
  }

  private static WriteAheadTail read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      return new WriteAheadTail(file, size - wholeUntil(channel, size));
    }
  }

  /** Where the last whole record ends, padding behind it included. */
  private static long wholeUntil(FileChannel channel, long size) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    long at = 0;
    long whole = 0;
    while (at < size) {
      long restOfBlock = BLOCK_BYTES - at % BLOCK_BYTES;
      if (restOfBlock < HEADER_BYTES) {
        // Too short for a header: padding, which belongs to what is before it.
        whole = whole == at ? Math.min(at + restOfBlock, size) : whole;
        at += restOfBlock;
        continue;
      }
      channel.read(header.clear(), at);
      if (header.hasRemaining()) {
        return whole;
      }
      int length = Short.toUnsignedInt(header.getShort(LENGTH_AT));
      int kind = Byte.toUnsignedInt(header.get(KIND_AT));
      if (kind == NOTHING && length == 0) {
        return whole == at ? size : whole;
      }
      at += HEADER_BYTES + length;
      if (at > size) {
        return whole;
      }
      if (kind != FIRST && kind != MIDDLE) {
        whole = at;
      }
    }
    return whole;
  }
}
