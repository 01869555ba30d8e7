package cbdc.load;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a run says how it goes: standard output. What Gatling says there, pages of what the run's
 * record says better, goes into a file beside its report.
 */
final class Progress {
  private static final PrintStream OUT = System.out;

  private Progress() {}

  /** One line for people. */
  static void say(String line) {
    OUT.println(line);
  }

  /** From now on standard output is this class's alone. */
  static void sendTheRestTo(Path file) throws IOException {
    // Before anything else asks for it, and only then, does Gatling see the new one.
    OUT.flush();
    Files.createDirectories(file.getParent());
    System.setOut(new PrintStream(Files.newOutputStream(file), true, StandardCharsets.UTF_8));
  }
}
