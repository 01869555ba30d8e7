package cbdc.simulator.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** How long the disk takes to sync small appends: the floor under every commit. */
public final class DiskProbe {
  private static final int WRITES_MAX = 300;
  private static final int WRITE_BYTES = 4096;
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(3);

  private DiskProbe() {}

  /**
   * Times of synced appends of 4 KiB.
   *
   * @param writes how many were made
   */
  public record SyncTimes(int writes, double p50Millis, double p99Millis, double maxMillis) {}

  /** Appends a few hundred times to a file in the directory, for three seconds at most. */
  static SyncTimes measure(Path dir) throws IOException {
    Path file = Files.createTempFile(dir, "sync", ".probe");
    long[] nanos = new long[WRITES_MAX];
    int count = 0;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.allocateDirect(WRITE_BYTES);
      long began = System.nanoTime();
      while (count < WRITES_MAX && System.nanoTime() - began < LIMIT_NANOS) {
        bytes.clear();
        long started = System.nanoTime();
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(false);
        nanos[count++] = System.nanoTime() - started;
      }
    } finally {
      Files.delete(file);
    }
    Arrays.sort(nanos, 0, count);
    return new SyncTimes(
        count, nanos[count / 2] / 1e6, nanos[(int) (count * 0.99)] / 1e6, nanos[count - 1] / 1e6);
  }
}
