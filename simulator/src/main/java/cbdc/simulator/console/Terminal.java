package cbdc.simulator.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether somebody watches: decides between a line that changes and lines that stay in a log. */
public final class Terminal {
  private Terminal() {}

  /** True when standard error is a terminal; false when it is not or nobody can tell. */
  public static boolean isErrorWatched() {
    Path standardError = Path.of("/proc/self/fd/2");
    if (Files.isSymbolicLink(standardError)) {
      try {
        String target = Files.readSymbolicLink(standardError).toString();
        return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
      } catch (IOException e) {
        return false;
      }
    }
    // Nobody can tell elsewhere: Java knows about standard input and output at most, and differs by
    // release.
    return false;
  }
}
