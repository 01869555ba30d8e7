package cbdc.issuer.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewFilesTest {
  private static final byte[] CONTENT = {1, 2, 3};

  @TempDir private Path folder;

  @Test
  void shouldLeaveNothingButTheFile() throws IOException {
    Path file = folder.resolve("new").resolve("ledger.genesis");
    NewFiles.write(file, CONTENT);
    assertThat(file).hasBinaryContent(CONTENT);
    assertThat(names(file.getParent())).containsExactly("ledger.genesis");
  }

  /** To look whether the file is there is not enough: it may appear after the look. */
  @Test
  void shouldNotReplaceWhatIsThereUnseen() throws IOException {
    Path file = Files.createSymbolicLink(folder.resolve("list"), folder.resolve("nowhere"));
    assertThatThrownBy(() -> NewFiles.write(file, CONTENT))
        .isInstanceOf(FileFault.class)
        .hasMessage(
            "file " + file + " exists already and is never overwritten: choose another name");
    assertThat(Files.isSymbolicLink(file)).isTrue();
    assertThat(names(folder)).containsExactly("list");
  }

  @Test
  void shouldSayThatItNeedsLinks() throws IOException {
    try (FileSystem zip =
        FileSystems.newFileSystem(folder.resolve("lists.zip"), Map.of("create", "true"))) {
      Path file = zip.getPath("/ceremony/list");
      assertThatThrownBy(() -> NewFiles.write(file, CONTENT))
          .isInstanceOf(FileFault.class)
          .hasMessageContaining("file /ceremony/list cannot be written")
          .hasMessageContaining("knows no links")
          .hasMessageContaining("choose a folder");
      assertThat(names(file.getParent())).isEmpty();
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
