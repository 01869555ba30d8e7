package cbdc.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes into a bundle, what never does, and what comes out of one. */
class RunBundleTest {
  @TempDir private Path folder;
  private Path run;
  private Path node;

  @BeforeEach
  void write() throws IOException {
    run = Files.createDirectory(folder.resolve("run"));
    for (String name :
        List.of("run.json", "report.html", "intervals.csv", "latency.hlog", "payments.bin")) {
      Files.writeString(run.resolve(name), name);
    }
    node = Files.createDirectories(folder.resolve("nodes/node-1"));
    Files.createDirectories(node.resolve("db"));
    Files.createDirectories(node.resolve("keys"));
    for (String name :
        List.of(
            "format",
            "management.token",
            "in-use",
            "keys/node.p12",
            "db/CURRENT",
            "db/IDENTITY",
            "db/MANIFEST-000005",
            "db/000004.log",
            "db/000009.sst",
            "db/LOG",
            "db/LOG.old.17",
            "db/LOCK",
            "db/OPTIONS-000007")) {
      Files.writeString(node.resolve(name), "of " + name);
    }
  }

  private static Path zip(Path file, String... names) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
      }
    }
    return file;
  }

  @Test
  void shouldHoldTheJournalAndNoSecret() throws IOException {
    Path bundle = RunBundle.write(run, "name: a", List.of(node));

    try (ZipFile zip = new ZipFile(bundle.toFile())) {
      assertThat(zip.stream().map(ZipEntry::getName))
          .containsExactlyInAnyOrder(
              "scenario.yaml",
              "run/run.json",
              "run/report.html",
              "run/intervals.csv",
              "run/latency.hlog",
              "run/payments.bin",
              "journals/node-1/format",
              "journals/node-1/db/CURRENT",
              "journals/node-1/db/IDENTITY",
              "journals/node-1/db/MANIFEST-000005",
              "journals/node-1/db/000004.log",
              "journals/node-1/db/000009.sst");
    }
  }

  @Test
  void shouldComeOutAsItWentIn() throws IOException {
    Path bundle = RunBundle.write(run, "name: a", List.of(node));
    Path into = Files.createDirectory(folder.resolve("into"));

    RunBundle.unpack(bundle, into);

    assertThat(RunBundle.scenario(into)).hasContent("name: a");
    assertThat(RunBundle.run(into).resolve("payments.bin")).hasContent("payments.bin");
    assertThat(RunBundle.journals(into)).containsExactly(into.resolve("journals/node-1"));
    assertThat(into.resolve("journals/node-1/db/000004.log")).hasContent("of db/000004.log");
  }

  @Test
  void shouldWriteNothingOutsideItsFolder() throws IOException {
    Path evil = zip(folder.resolve("evil.zip"), "../outside");
    Path into = Files.createDirectory(folder.resolve("into"));

    assertThatThrownBy(() -> RunBundle.unpack(evil, into))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("outside");
    assertThat(folder.resolve("outside")).doesNotExist();
  }

  @Test
  void shouldSayThatSomethingElseIsNoBundle() throws IOException {
    Path other = zip(folder.resolve("other.zip"), "run/run.json");
    Path into = Files.createDirectory(folder.resolve("into"));

    assertThatThrownBy(() -> RunBundle.unpack(other, into)).hasMessageContaining("is no bundle");
  }
}
