package cbdc.crypto;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Files that only their owner may read. On file systems without POSIX permissions nothing is
 * checked or set.
 */
public final class PrivateFiles {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> READABLE =
      PosixFilePermissions.fromString("rw-r--r--");

  /** The group may read: that is how container platforms hand out secrets. */
  private static final Set<PosixFilePermission> TOO_OPEN =
      EnumSet.of(
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.GROUP_WRITE);

  private PrivateFiles() {}

  /**
   * Reads a file after checking that others could not.
   *
   * @param what names the file's purpose in failures, such as {@code key file}
   * @throws KeyFileException when it cannot be read, or is open to others
   */
  public static byte[] read(Path file, String what) {
    try {
      refuseIfOpenToOthers(file, what);
      return Files.readAllBytes(file);
    } catch (IOException failed) {
      throw unreadable(file, what, failed);
    }
  }

  /** Reads a file that everybody may read, such as a certificate. */
  static byte[] readPublic(Path file, String what) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException failed) {
      throw unreadable(file, what, failed);
    }
  }

  /**
   * Writes a new file that only its owner may read; it appears complete and on disk, or not at all,
   * and replaces nothing, whoever else writes at the same time.
   *
   * @throws KeyFileException when it exists or cannot be written
   */
  public static void writeNew(Path file, byte[] content, String what) {
    writeNew(file, content, what, OWNER_ONLY);
  }

  /**
   * As {@link #writeNew(Path, byte[], String)}, but replaces what is there as a whole.
   *
   * @throws KeyFileException when it cannot be written
   */
  public static void replace(Path file, byte[] content, String what) {
    Path folder = file.toAbsolutePath().getParent();
    try {
      Files.createDirectories(folder);
      Path draft = Files.createTempFile(folder, ".draft-", ".tmp", attributes(folder));
      try {
        writeDurably(draft, content);
        Files.move(
            draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(draft);
      }
      syncFolder(folder);
    } catch (IOException failed) {
      throw new KeyFileException(
          what + " " + file + " cannot be written: " + failed.getMessage(), failed);
    }
  }

  /**
   * As {@link #writeNew(Path, byte[], String)} for content that everybody may read, such as a
   * certificate.
   */
  static void writeNewReadable(Path file, byte[] content, String what) {
    writeNew(file, content, what, READABLE);
  }

  private static void writeNew(
      Path file, byte[] content, String what, Set<PosixFilePermission> permissions) {
    if (Files.exists(file)) {
      throw existing(file, what, null);
    }
    Path folder = file.toAbsolutePath().getParent();
    try {
      Files.createDirectories(folder);
      Path draft = Files.createTempFile(folder, ".draft-", ".tmp", attributes(folder));
      try {
        writeDurably(draft, content);
        if (isPosix(folder)) {
          Files.setPosixFilePermissions(draft, permissions);
        }
        link(draft, file, what);
      } finally {
        Files.deleteIfExists(draft);
      }
      syncFolder(folder);
    } catch (FileAlreadyExistsException notAFolder) {
      throw new KeyFileException(
          what + " " + file + " cannot be written: " + folder + " is no folder", notAFolder);
    } catch (IOException failed) {
      throw new KeyFileException(
          what + " " + file + " cannot be written: " + failed.getMessage(), failed);
    }
  }

  /** Gives what is written its name. A move would replace what got that name meanwhile. */
  private static void link(Path draft, Path file, String what) throws IOException {
    try {
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException taken) {
      throw existing(file, what, taken);
    } catch (UnsupportedOperationException | FileSystemException failed) {
      throw new KeyFileException(
          what
              + " "
              + file
              + " cannot be written so that it surely replaces nothing ("
              + failed
              + "): if its file system knows no links, choose a folder on another one",
          failed);
    }
  }

  private static KeyFileException existing(Path file, String what, Exception cause) {
    return new KeyFileException(
        what + " " + file + " exists already and is never overwritten: choose another name", cause);
  }

  private static KeyFileException unreadable(Path file, String what, IOException cause) {
    String reason =
        cause instanceof NoSuchFileException
            ? "does not exist"
            : "cannot be read: " + cause.getMessage();
    return new KeyFileException(what + " " + file + " " + reason, cause);
  }

  private static void refuseIfOpenToOthers(Path file, String what) throws IOException {
    if (!isPosix(file)) {
      return;
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    if (permissions.stream().anyMatch(TOO_OPEN::contains)) {
      throw new KeyFileException(
          what
              + " "
              + file
              + " is open to other users ("
              + PosixFilePermissions.toString(permissions)
              + "): run 'chmod 600 "
              + file
              + "' and consider the secret in it as known");
    }
  }

  private static boolean isPosix(Path file) throws IOException {
    return Files.getFileStore(file).supportsFileAttributeView("posix");
  }

  private static FileAttribute<?>[] attributes(Path folder) throws IOException {
    return isPosix(folder)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }

  private static void writeDurably(Path file, byte[] content) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  /** Makes the new name durable; only POSIX systems can open a folder for that. */
  private static void syncFolder(Path folder) throws IOException {
    if (isPosix(folder)) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
