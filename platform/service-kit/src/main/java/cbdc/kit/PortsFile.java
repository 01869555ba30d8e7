package cbdc.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The ports that a process really listens on, as lines {@code name=port}, so that others find it
 * when it chose port 0.
 */
public final class PortsFile {
  private PortsFile() {}

  /** Writes the file; readers see the whole of it or the one before. */
  public static void write(Path file, Map<String, Integer> ports) {
    StringBuilder lines = new StringBuilder();
    new TreeMap<>(ports)
        .forEach((name, port) -> lines.append(name).append('=').append(port).append('\n'));
    Path draft = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      Files.writeString(draft, lines);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failed) {
      throw new UncheckedIOException("the ports could not be written to " + file, failed);
    }
  }

  /** The ports in the file, or empty if there is no such file yet. */
  public static Optional<Map<String, Integer>> read(Path file) {
    try {
      Map<String, Integer> ports = new TreeMap<>();
      for (String line : Files.readAllLines(file)) {
        int equals = line.indexOf('=');
        ports.put(line.substring(0, equals), Integer.parseInt(line.substring(equals + 1)));
      }
      return Optional.of(ports);
    } catch (NoSuchFileException notYet) {
      return Optional.empty();
    } catch (IOException failed) {
      throw new UncheckedIOException("the ports could not be read from " + file, failed);
    }
  }
}
