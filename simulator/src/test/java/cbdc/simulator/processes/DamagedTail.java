package cbdc.simulator.processes;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** What a crash, or a bad disk, does to the end of a stopped node's newest write-ahead log. */
enum DamagedTail {
  /** A record was being written: its header says more than there is. */
  TORN {
    @Override
    void apply(RandomAccessFile wal) throws IOException {
      wal.seek(wal.length());
      wal.write(new byte[] {1, 2, 3, 4, (byte) 0xE8, 3, 1});
      wal.write(new byte[200]);
    }
  },
  /** The file system had made room and not written yet. */
  ZEROS {
    @Override
    void apply(RandomAccessFile wal) throws IOException {
      wal.setLength(wal.length() + 4_096);
    }
  },
  /** The disk said that it stored the last write, and did not. */
  FORGOTTEN {
    @Override
    void apply(RandomAccessFile wal) throws IOException {
      wal.setLength(wal.length() - 10);
    }
  },
  /** A bit is another one, with whole records behind it: not what a crash leaves. */
  FLIPPED {
    @Override
    void apply(RandomAccessFile wal) throws IOException {
      long at = wal.length() / 2;
      wal.seek(at);
      int was = wal.read();
      wal.seek(at);
      wal.write(was ^ 0x10);
    }
  };

  abstract void apply(RandomAccessFile wal) throws IOException;

  /** Damages a stopped node's newest log. */
  void in(Path dataDir) throws IOException {
    try (Stream<Path> files = Files.list(dataDir.resolve("db"))) {
      Path newest =
          files
              .filter(file -> file.getFileName().toString().matches("\\d+\\.log"))
              .filter(DamagedTail::isFilled)
              .max(Comparator.comparing(file -> file.getFileName().toString()))
              .orElseThrow();
      try (RandomAccessFile wal = new RandomAccessFile(newest.toFile(), "rw")) {
        apply(wal);
      }
    }
  }

  private static boolean isFilled(Path file) {
    try {
      return Files.size(file) > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
