package cbdc.settlement.node.store;

import cbdc.settlement.node.store.StoreException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The files around the database: its folder and the note that says which format it is in.
 *
 * <p>The note is written after the database was created. A directory with a note but without a
 * database has lost it, and must never be taken for an empty one: a node that forgot its votes can
 * vote twice.
 */
final class DataDirectory {
  static final int FORMAT_VERSION = 1;

  private static final String FORMAT_FILE = "format";
  private static final String FORMAT_NAME = "cbdc-node-store ";
  private static final String BACKUP_NAME = "cbdc-node-backup ";

  private final Path dir;

  DataDirectory(Path dir) {
    this.dir = dir;
  }

  Path databaseDir() {
    return dir.resolve("db");
  }

  void create() {
    try {
      if (!Files.exists(dir)) {
        createPrivate();
      }
      Files.createDirectories(dir);
    } catch (IOException e) {
      throw new StoreException(
          Reason.IO, "data directory " + dir + " cannot be created: " + e.getMessage(), e);
    }
  }

  /** Balances and names of all customers are nobody else's business on this machine. */
  private void createPrivate() throws IOException {
    Path parent = dir.toAbsolutePath().getParent();
    Files.createDirectories(parent);
    if (Files.getFileStore(parent).supportsFileAttributeView("posix")) {
      Files.createDirectory(
          dir, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  /** Whether no store was ever finished here; refuses other versions and lost databases. */
  boolean isFresh() {
    Path format = dir.resolve(FORMAT_FILE);
    if (!Files.exists(format)) {
      return true;
    }
    if (!isBackup()) {
      requireVersion(format);
    }
    if (!Files.exists(databaseDir().resolve("CURRENT"))) {
      throw new StoreException(
          Reason.DAMAGED,
          "data directory "
              + dir
              + " is damaged: its database is gone. Replace this node, its peers "
              + "hold the data");
    }
    return false;
  }

  /**
   * Refuses a backup: whoever took it for a node's directory would vote anew where that node has
   * voted since, and acknowledged payments could be lost.
   */
  void refuseBackup() {
    if (isBackup()) {
      throw new StoreException(
          Reason.FOREIGN,
          dir
              + " is a backup, and a node never starts from one: it would have forgotten what it acknowledged since. For one"
              + " lost node, replace the node: its peers hold the data. For a lost cluster, use './cbdc node restore'");
    }
  }

  private boolean isBackup() {
    Path format = dir.resolve(FORMAT_FILE);
    try {
      return Files.exists(format)
          && Files.readString(format, StandardCharsets.US_ASCII)
              .trim()
              .equals(BACKUP_NAME + FORMAT_VERSION);
    } catch (IOException e) {
      return false;
    }
  }

  /** Refuses a directory without a store. */
  void requireStore() {
    if (!Files.isDirectory(dir) || isFresh()) {
      throw new StoreException(
          Reason.NOT_FOUND, "no node store in " + dir + ". Check the directory");
    }
  }

  /** Writes the note, durably. */
  void markFormat() {
    mark(FORMAT_NAME);
  }

  /**
   * Writes the note of a backup, durably, before anything else of it: however its making ends,
   * nobody starts from what is there.
   */
  void markBackup() {
    mark(BACKUP_NAME);
  }

  private void mark(String name) {
    write(FORMAT_FILE, name + FORMAT_VERSION + "\n");
  }

  /** Writes a small file, durably. */
  void write(String name, String text) {
    try (FileChannel file =
            FileChannel.open(
                dir.resolve(name),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
        FileChannel folder = FileChannel.open(dir, StandardOpenOption.READ)) {
      file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
      file.force(true);
      folder.force(true);
    } catch (IOException e) {
      throw new StoreException(
          Reason.IO, "data directory " + dir + " cannot be written: " + e.getMessage(), e);
    }
  }

  private void requireVersion(Path format) {
    String found;
    try {
      found = Files.readString(format, StandardCharsets.US_ASCII).trim();
    } catch (IOException e) {
      throw new StoreException(
          Reason.DAMAGED, "data directory " + dir + ": " + FORMAT_FILE + " cannot be read", e);
    }
    String expected = FORMAT_NAME + FORMAT_VERSION;
    if (!found.equals(expected)) {
      throw new StoreException(
          Reason.OTHER_VERSION,
          "data directory "
              + dir
              + " is of another version: expected '"
              + expected
              + "' but found '"
              + found
              + "'. Start it with the program version that wrote it");
    }
  }
}
