package cbdc.settlement.node.store;

import cbdc.settlement.node.store.StoreException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a second process, and a second node in this process, out of a data directory. The system
 * drops it with us.
 */
final class DirectoryLock implements AutoCloseable {
  private static final String FILE = "in-use";
  private static final int PID_BYTES_MAX = 20;

  /** The locked byte lies behind the text, which others may therefore read on any system. */
  private static final long LOCKED_BYTE = 1L << 20;

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  static DirectoryLock acquire(Path dir) {
    Path file = dir.resolve(FILE);
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        String holder = Files.readString(file, StandardCharsets.US_ASCII).trim();
        channel.close();
        throw new StoreException(
            Reason.IN_USE,
            "data directory in use by process "
                + holder
                + ": "
                + dir
                + ". Stop that process, or use another directory");
      }
      channel.truncate(0);
      String pid = Long.toString(ProcessHandle.current().pid());
      channel.write(
          ByteBuffer.wrap(
              pid.substring(0, Math.min(PID_BYTES_MAX, pid.length()))
                  .getBytes(StandardCharsets.US_ASCII)),
          0);
      return new DirectoryLock(channel);
    } catch (IOException e) {
      throw new StoreException(
          Reason.IO, "data directory " + dir + " cannot be locked: " + e.getMessage(), e);
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock(LOCKED_BYTE, 1, false);
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StoreException(
          Reason.IO, "data directory cannot be unlocked: " + e.getMessage(), e);
    }
  }
}
