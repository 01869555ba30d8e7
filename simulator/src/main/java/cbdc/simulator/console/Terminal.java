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
    // From release 22 on there is a console also where input and output are files.
    return System.console() != null && Runtime.version().feature() < 22;
  }
}
