package cbdc.simulator.load;

import cbdc.load.record.RunFile;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * {@code bundle.zip}: a run and the ledger that it left, for another machine: {@code run/}, all
 * that the run wrote down, {@code scenario.yaml}, and each node's journal below {@code journals/}.
 * Only what is named here goes in, so that no token, key, or path of this machine does.
 */
final class RunBundle {
  /** Its name in a run's folder. */
  static final String NAME = "bundle.zip";

  private static final List<String> OF_RUN =
      List.of(RunFile.NAME, "report.html", "intervals.csv", "latency.hlog", "payments.bin");
  private static final String SCENARIO = "scenario.yaml";
  private static final String JOURNALS = "journals";

  /** What a node's store needs to be read; its log and options tell of the machine. */
  private static final Pattern OF_JOURNAL =
      Pattern.compile("format|db/(CURRENT|IDENTITY|MANIFEST-\\d+|\\d+\\.(log|sst|blob))");

  private RunBundle() {}

  /**
   * Writes the bundle of a run into its folder.
   *
   * @param scenario the text of its scenario
   * @param journals the directories of the stopped nodes
   */
  static Path write(Path run, String scenario, List<Path> journals) throws IOException {
    Path file = run.resolve(NAME);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(SCENARIO));
      zip.write(scenario.getBytes(StandardCharsets.UTF_8));
      for (String name : OF_RUN) {
        add(zip, "run/" + name, run.resolve(name));
      }
      for (Path journal : journals) {
        add(zip, journal);
      }
    }
    return file;
  }

  private static void add(ZipOutputStream zip, Path journal) throws IOException {
    try (Stream<Path> files = Files.walk(journal)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = journal.relativize(file).toString().replace('\\', '/');
        if (OF_JOURNAL.matcher(name).matches()) {
          add(zip, JOURNALS + "/" + journal.getFileName() + "/" + name, file);
        }
      }
    }
  }

  private static void add(ZipOutputStream zip, String name, Path file) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    Files.copy(file, zip);
  }

  /**
   * Unpacks a bundle.
   *
   * @param into an empty directory
   * @throws IOException when it is no bundle, or one that would write elsewhere
   */
  static void unpack(Path bundle, Path into) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(bundle));
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = into.resolve(entry.getName()).normalize();
        if (!file.startsWith(into.normalize())) {
          throw new IOException(
              bundle + " holds a file that would lie outside: " + entry.getName());
        }
        Files.createDirectories(file.getParent());
        Files.copy(zip, file);
      }
    }
    if (!Files.isRegularFile(run(into).resolve(RunFile.NAME))
        || !Files.isRegularFile(into.resolve(SCENARIO))
        || !Files.isDirectory(into.resolve(JOURNALS))) {
      throw new IOException(
          bundle + " is no bundle of a run: it lacks run/run.json, scenario.yaml or journals/");
    }
  }

  /** The run of an unpacked bundle. */
  static Path run(Path unpacked) {
    return unpacked.resolve("run");
  }

  /** The scenario of an unpacked bundle. */
  static Path scenario(Path unpacked) {
    return unpacked.resolve(SCENARIO);
  }

  /** The journals of an unpacked bundle, a node's each. */
  static List<Path> journals(Path unpacked) throws IOException {
    try (Stream<Path> nodes = Files.list(unpacked.resolve(JOURNALS))) {
      return nodes.filter(Files::isDirectory).sorted().toList();
    }
  }
}
