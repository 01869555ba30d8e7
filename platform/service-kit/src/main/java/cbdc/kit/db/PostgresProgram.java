package cbdc.kit.db;

import cbdc.kit.StartException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked from the class path into a folder where they stay. */
final class PostgresProgram {
  /** What the library with the binaries contains. */
  private static final String ARCHIVE = "postgres-linux-x86_64.txz";

  /** How long an interrupted program may take to clean up. */
  private static final int END_SECONDS = 10;

  private final Path folder;
  private final Unprivileged runner;

  private PostgresProgram(Path folder, Unprivileged runner) {
    this.folder = folder;
    this.runner = runner;
  }

  /**
   * The programs below a folder, unpacked by the first who needs them.
   *
   * @throws StartException if this machine cannot run them
   */
  static PostgresProgram in(Path cache, Unprivileged runner) throws IOException {
    Optional<String> refusal = refusal();
    if (refusal.isPresent()) {
      throw new StartException(
          refusal.get() + "; give the service the address of a PostgreSQL server");
    }
    URL archive = archive();
    // Another version of the library has another size, and so a folder of its own.
    Path folder = cache.resolve("postgres-" + archive.openConnection().getContentLengthLong());
    if (!Files.isDirectory(folder)) {
      unpack(archive, cache, folder);
    }
    return new PostgresProgram(folder, runner);
  }

  /** Why the programs do not run on this machine, if they do not. */
  static Optional<String> refusal() {
    return refusalOf(System.getProperty("os.name") + " " + System.getProperty("os.arch"));
  }

  /**
   * The same of any machine.
   *
   * @param system its name and architecture, as Java tells them
   */
  static Optional<String> refusalOf(String system) {
    return archive() != null && system.toLowerCase(Locale.ROOT).equals("linux amd64")
        ? Optional.empty()
        : Optional.of("the embedded database is made for Linux on amd64 and this is " + system);
  }

  private static URL archive() {
    return PostgresProgram.class.getClassLoader().getResource(ARCHIVE);
  }

  /**
   * Runs one of the programs. An interrupt ends it.
   *
   * @param output where its output goes, which is part of the message when it fails
   * @return whether it ended well
   */
  boolean run(Path output, int limitSeconds, String program, List<String> arguments)
      throws IOException, InterruptedException {
    Process process = start(output, program, arguments);
    try {
      return endsWell(process, limitSeconds);
    } catch (InterruptedException told) {
      process.destroy();
      process.onExit().completeOnTimeout(process, END_SECONDS, TimeUnit.SECONDS).join();
      throw told;
    }
  }

  /** The same, but an interrupt only counts once the program has ended. */
  boolean runToItsEnd(Path output, int limitSeconds, String program, List<String> arguments)
      throws IOException {
    Process process = start(output, program, arguments);
    boolean isInterrupted = false;
    try {
      while (true) {
        try {
          return endsWell(process, limitSeconds);
        } catch (InterruptedException told) {
          isInterrupted = true;
        }
      }
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Process start(Path output, String program, List<String> arguments) throws IOException {
    String path = folder.resolve("bin").resolve(program).toString();
    List<String> command =
        runner.command(Stream.concat(Stream.of(path), arguments.stream()).toList());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("LC_ALL", "C");
    return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  private static boolean endsWell(Process process, int limitSeconds) throws InterruptedException {
    if (!process.waitFor(limitSeconds, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return false;
    }
    return process.exitValue() == 0;
  }

  /** Unpacks beside the place and then renames, so that nobody ever sees half of it. */
  private static void unpack(URL archive, Path cache, Path folder) throws IOException {
    Files.createDirectories(cache);
    Path draft = Files.createTempDirectory(cache, "unpacking-");
    try (InputStream packed = archive.openStream();
        InputStream tar = new BufferedInputStream(new XZInputStream(packed), 1 << 16)) {
      TarReader.unpack(tar, draft);
      Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failed) {
      delete(draft);
      // Else another process was first, and did the same.
      if (!Files.isDirectory(folder)) {
        throw failed;
      }
    }
  }

  /** Deletes a folder with everything in it. */
  static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
