package cbdc.issuer.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Writes files that are there whole and on disk, or not at all. */
final class DurableFiles {
  /** Ends the name of what is being written. */
  static final String TEMPORARY = ".tmp";

  private DurableFiles() {}

  /** Replaces a file, or makes it; on disk when this returns. */
  static void write(Path file, byte[] content) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + TEMPORARY);
    writeAll(temporary, content, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncFolder(file.toAbsolutePath().getParent());
  }

  /**
   * Makes a file, and replaces nothing, whoever else writes at the same time; on disk when this
   * returns.
   *
   * @throws FileAlreadyExistsException when it exists
   */
  static void writeNew(Path file, byte[] content) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + "-" + UUID.randomUUID() + TEMPORARY);
    try {
      writeAll(temporary, content, StandardOpenOption.CREATE_NEW);
      link(temporary, file);
    } finally {
      Files.deleteIfExists(temporary);
    }
    syncFolder(file.toAbsolutePath().getParent());
  }

  /** Gives what is written its name. A move would replace what got that name meanwhile. */
  private static void link(Path temporary, Path file) throws IOException {
    try {
      Files.createLink(file, temporary);
    } catch (FileAlreadyExistsException taken) {
      throw taken;
    } catch (UnsupportedOperationException | FileSystemException failed) {
      throw new IOException(
          failed + "; if its file system knows no links, choose a folder on another one", failed);
    }
  }

  private static void writeAll(Path file, byte[] content, OpenOption... how) throws IOException {
    Set<OpenOption> options = new HashSet<>(List.of(how));
    options.add(StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(file, options)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  /** Makes new names durable; only POSIX systems can open a folder for that. */
  private static void syncFolder(Path folder) throws IOException {
    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
