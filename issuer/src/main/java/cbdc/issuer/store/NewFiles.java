package cbdc.issuer.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that people ask for: never overwritten, there whole or not at all. */
public final class NewFiles {
  private NewFiles() {}

  /**
   * Writes a new file, with the folders above it.
   *
   * @throws FileFault when it exists, or cannot be written
   */
  public static void write(Path file, byte[] content) {
    requireAbsent(file);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException failed) {
      throw unwritable(file, failed.getMessage(), failed);
    }
    try {
      DurableFiles.writeNew(file, content);
    } catch (FileAlreadyExistsException taken) {
      throw existing(file, taken);
    } catch (IOException failed) {
      throw unwritable(file, failed.getMessage(), failed);
    }
  }

  /** Refuses a file that exists. */
  public static void requireAbsent(Path file) {
    if (Files.exists(file)) {
      throw existing(file, null);
    }
  }

  private static FileFault existing(Path file, Exception cause) {
    return new FileFault(
        "file " + file + " exists already and is never overwritten: choose another name", cause);
  }

  private static FileFault unwritable(Path file, String reason, Exception cause) {
    return new FileFault("file " + file + " cannot be written: " + reason, cause);
  }
}
