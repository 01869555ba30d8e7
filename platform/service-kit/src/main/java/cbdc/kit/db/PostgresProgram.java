package cbdc.kit.db;

import cbdc.kit.StartException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked from the class path into a folder where they stay. */
final class PostgresProgram {
  /**
   * Where the archive of the binaries' library is; its content changes with the library's version.
   */
  private static final String ARCHIVE = "postgres-linux-x86_64.txz";

  private final Path folder;

  private PostgresProgram(Path folder) {
    this.folder = folder;
  }

  /**
   * The programs below a folder, unpacked by the first who needs them.
   *
   * @throws StartException if this machine cannot run them
   */
  static PostgresProgram in(Path cache) throws IOException {
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    if (!system.toLowerCase(Locale.ROOT).equals("linux amd64")) {
      throw new StartException(
          "the embedded database runs on Linux amd64 and this is "
              + system
              + "; give the service the address of a PostgreSQL server");
    }
    Path folder = cache.resolve("postgres-" + archiveSize());
    if (!Files.isDirectory(folder)) {
      unpack(cache, folder);
    }
    return new PostgresProgram(folder);
  }

  /** One of the programs. */
  Path path(String program) {
    return folder.resolve("bin").resolve(program);
  }

  private static long archiveSize() throws IOException {
    return archive().openConnection().getContentLengthLong();
  }

  private static URL archive() {
    return PostgresProgram.class.getClassLoader().getResource(ARCHIVE);
  }

  /** Unpacks beside the place and then renames, so that nobody ever sees half of it. */
  private static void unpack(Path cache, Path folder) throws IOException {
    Files.createDirectories(cache);
    Path draft = Files.createTempDirectory(cache, "unpacking-");
    try (InputStream packed = archive().openStream();
        InputStream tar = new BufferedInputStream(new XZInputStream(packed), 1 << 16)) {
      TarReader.unpack(tar, draft);
      Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException other) {
      delete(draft);
    } catch (FileSystemException failed) {
      delete(draft);
      if (!Files.isDirectory(folder)) {
        throw failed;
      }
    }
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
