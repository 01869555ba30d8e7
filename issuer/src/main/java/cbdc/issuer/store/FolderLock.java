package cbdc.issuer.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Keeps other threads and processes from changing a folder's files for a moment. */
final class FolderLock {
  static final String NAME = ".lock";
  private static final long WAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /** What is done meanwhile. */
  @FunctionalInterface
  interface Work {
    boolean run() throws IOException;
  }

  private FolderLock() {}

  /** Makes the folder if need be, waits for the lock, and does the work. */
  static boolean whileHeld(Path folder, Work work) throws IOException {
    Files.createDirectories(folder);
    try (FileChannel channel =
        FileChannel.open(
            folder.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      await(channel);
      // Closing the channel gives the lock back.
      return work.run();
    }
  }

  private static void await(FileChannel channel) throws IOException {
    long start = System.nanoTime();
    while (tryLock(channel) == null) {
      if (System.nanoTime() - start > WAIT_NANOS_MAX) {
        throw new IOException("another process has been writing to it for 10 s");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** The lock, or null while another process, or another thread of this one, has it. */
  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException anotherThread) {
      return null;
    }
  }
}
