package cbdc.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {
  private static final byte[] CONTENT = {1, 2, 3};

  @TempDir private Path folder;

  @Test
  void shouldLeaveNothingButTheFile() throws IOException {
    PrivateFiles.writeNew(folder.resolve("key"), CONTENT, "key file");
    assertThat(names()).containsExactly("key");
    assertThat(folder.resolve("key")).hasBinaryContent(CONTENT);
  }

  @Test
  void shouldReplaceAFileAsAWholeByOneThatOnlyItsOwnerReads() throws IOException {
    Path file = Files.write(folder.resolve("tokens"), new byte[] {9, 9, 9, 9, 9, 9, 9, 9, 9});
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    PrivateFiles.replace(file, CONTENT, "token file");
    assertThat(file).hasBinaryContent(CONTENT);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(names()).containsExactly("tokens");
  }

  /** To look whether the file is there is not enough: it may appear after the look. */
  @Test
  void shouldNotReplaceWhatIsThereUnseen() throws IOException {
    Path file = Files.createSymbolicLink(folder.resolve("key"), folder.resolve("nowhere"));
    assertThatThrownBy(() -> PrivateFiles.writeNew(file, CONTENT, "key file"))
        .isInstanceOf(KeyFileException.class)
        .hasMessage(
            "key file " + file + " exists already and is never overwritten: choose another name");
    assertThat(Files.isSymbolicLink(file)).isTrue();
    assertThat(names()).containsExactly("key");
  }

  @Test
  @Timeout(60)
  void shouldLetOneOfSeveralWritersWin() throws Exception {
    int writers = 4;
    try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
      for (int round = 0; round < 20; round++) {
        Path file = folder.resolve("key-" + round);
        CyclicBarrier start = new CyclicBarrier(writers);
        List<Callable<Byte>> attempts = new ArrayList<>();
        for (byte writer = 1; writer <= writers; writer++) {
          byte[] content = {writer};
          attempts.add(
              () -> {
                start.await(10, TimeUnit.SECONDS);
                try {
                  PrivateFiles.writeNew(file, content, "key file");
                  return content[0];
                } catch (KeyFileException lost) {
                  return 0;
                }
              });
        }
        List<Byte> winners = new ArrayList<>();
        for (Future<Byte> attempt : threads.invokeAll(attempts)) {
          if (attempt.get() != 0) {
            winners.add(attempt.get());
          }
        }
        assertThat(winners).hasSize(1);
        assertThat(file).hasBinaryContent(new byte[] {winners.getFirst()});
      }
    }
  }

  @Test
  void shouldSayThatItNeedsLinks() throws IOException {
    try (FileSystem zip =
        FileSystems.newFileSystem(folder.resolve("keys.zip"), Map.of("create", "true"))) {
      Path file = zip.getPath("/ceremony/key");
      assertThatThrownBy(() -> PrivateFiles.writeNew(file, CONTENT, "key file"))
          .isInstanceOf(KeyFileException.class)
          .hasMessageContaining("key file /ceremony/key cannot be written")
          .hasMessageContaining("knows no links")
          .hasMessageContaining("choose a folder");
      assertThat(file).doesNotExist();
      try (Stream<Path> left = Files.list(file.getParent())) {
        assertThat(left).isEmpty();
      }
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
