package cbdc.simulator.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A copy of the project as a fresh clone would be, in which commands run as a newcomer types them.
 *
 * @param folder where it lies
 */
record FreshClone(Path folder) {
  /** Copies what version control would. */
  static FreshClone in(Path folder) throws IOException {
    for (Path file : Repository.files()) {
      Path copy = folder.resolve(Repository.root().relativize(file).toString());
      Files.createDirectories(copy.getParent());
      // Attributes too: the script has to stay executable.
      Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
    }
    return new FreshClone(folder);
  }

  /**
   * Runs a command to its end.
   *
   * @param output where it prints to
   * @return its exit code
   */
  int run(String command, Path output) throws IOException, InterruptedException {
    Process process = start(command, output);
    try {
      return process.waitFor();
    } finally {
      // The time limit interrupts this thread; what was started ends with it.
      process.destroy();
    }
  }

  /** Starts a command. */
  Process start(String command, Path output) throws IOException {
    return new ProcessBuilder("sh", "-c", command)
        .directory(folder.toFile())
        .redirectInput(Path.of("/dev/null").toFile())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }
}
