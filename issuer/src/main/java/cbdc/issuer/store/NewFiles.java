package cbdc.issuer.store;

import java.io.IOException;
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
      DurableFiles.write(file, content);
    } catch (IOException failed) {
      throw new FileFault("file " + file + " cannot be written: " + failed.getMessage(), failed);
    }
  }

  /** Refuses a file that exists. */
  public static void requireAbsent(Path file) {
    if (Files.exists(file)) {
      throw new FileFault(
          "file " + file + " exists already and is never overwritten: choose another name");
    }
  }
}
