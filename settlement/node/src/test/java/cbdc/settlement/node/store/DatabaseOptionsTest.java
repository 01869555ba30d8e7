package cbdc.settlement.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What RocksDB says it runs with: options whose defaults would drop or rewrite the journal. */
class DatabaseOptionsTest {
  @TempDir Path dir;

  @Test
  void shouldNeverDropOrCompactTheJournal() throws IOException {
    Logs.open(dir, new RecordingFailStop()).close();
    String options = Files.readString(newestOptionsFile());
    assertThat(options)
        .contains("wal_recovery_mode=kTolerateCorruptedTailRecords")
        .contains("recycle_log_file_num=0");
    for (Family family : new Family[] {Family.LOG, Family.HISTORY}) {
      assertThat(section(options, family))
          .contains("disable_auto_compactions=true")
          .contains("compaction_style=kCompactionStyleUniversal")
          .contains("  ttl=0\n")
          .contains("periodic_compaction_seconds=0")
          .contains("compression=kNoCompression")
          .contains("level0_slowdown_writes_trigger=2147483647")
          .contains("level0_stop_writes_trigger=2147483647");
    }
  }

  private static String section(String options, Family family) {
    String name =
        "[CFOptions \""
            + new String(family.nameBytes(), java.nio.charset.StandardCharsets.US_ASCII)
            + "\"]";
    int from = options.indexOf(name);
    assertThat(from).as(name).isNotNegative();
    return options.substring(from, options.indexOf("\n[", from + 1));
  }

  private Path newestOptionsFile() throws IOException {
    try (Stream<Path> files = Files.list(dir.resolve("db"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("OPTIONS-\\d+"))
          .max(Comparator.comparing(Path::toString))
          .orElseThrow();
    }
  }
}
