package cbdc.kit.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The PostgreSQL processes of one data directory, found by what the system says about each process
 * and never by a number in a file alone: that number may belong to another program by now.
 */
final class ServerProcesses {
  private static final Path PROC = Path.of("/proc");

  private final Path data;

  ServerProcesses(Path data) {
    this.data = data;
  }

  /** All processes that are PostgreSQL and work in the data directory. */
  List<Long> running() throws IOException {
    Path where = data.toRealPath();
    try (Stream<Path> processes = Files.list(PROC)) {
      return processes
          .filter(each -> each.getFileName().toString().matches("[0-9]+"))
          .filter(each -> isPostgres(each) && worksIn(each, where))
          .map(each -> Long.valueOf(each.getFileName().toString()))
          .toList();
    }
  }

  /** The process that the data directory names as its server, whether or not it runs. */
  Optional<Long> named() throws IOException {
    Path file = file();
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Files.readAllLines(file).stream().findFirst().map(line -> Long.valueOf(line.strip()));
    } catch (NumberFormatException damaged) {
      return Optional.empty();
    }
  }

  /** Removes the name of a server that is gone. */
  void forget() throws IOException {
    Files.deleteIfExists(file());
  }

  private Path file() {
    return data.resolve("postmaster.pid");
  }

  private static boolean isPostgres(Path process) {
    Path program = link(process.resolve("exe"));
    return program != null && program.getFileName().toString().startsWith("postgres");
  }

  private static boolean worksIn(Path process, Path where) {
    return where.equals(link(process.resolve("cwd")));
  }

  /** Where the link leads, or null: the process is gone, or is another user's and so not ours. */
  private static Path link(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException goneOrForeign) {
      return null;
    }
  }
}
