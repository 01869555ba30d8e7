package cbdc.kit.db;

import java.nio.file.Path;
import java.util.List;

/** Servers for tests, which share their programs: those are unpacked once for a build. */
final class EmbeddedServers {
  private static final Path PROGRAMS = Path.of("target", "postgres-programs");

  private EmbeddedServers() {}

  static EmbeddedPostgres in(Path directory, String... databases) {
    return new EmbeddedPostgres(directory, PROGRAMS, 0, List.of(databases));
  }
}
