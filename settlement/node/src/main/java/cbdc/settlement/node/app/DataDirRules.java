package cbdc.settlement.node.app;

import cbdc.kit.config.ConfigFindings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** What a data directory must be, before anything is written to it. */
final class DataDirRules {
  private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");

  private DataDirRules() {}

  static void check(Path dir, ConfigFindings findings) {
    try {
      look(dir, findings);
    } catch (IOException failed) {
      findings.refuse("data.dir: " + dir + " cannot be looked at: " + failed.getMessage());
    }
  }

  private static void look(Path dir, ConfigFindings findings) throws IOException {
    Path there = dir.toAbsolutePath();
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there)) {
      findings.refuse("data.dir: " + there + " is no directory; choose another place");
      return;
    }
    if (!Files.isWritable(there)) {
      findings.refuse("data.dir: " + there + " may not be written by this user");
    }
    String type = Files.getFileStore(there).type();
    if (IN_MEMORY.contains(type)) {
      findings.warn(
          "data.dir: "
              + dir
              + " is in memory ("
              + type
              + "): everything is lost when the machine stops. Choose a disk");
    }
    if (there.equals(dir.toAbsolutePath())
        && Files.getFileStore(there).supportsFileAttributeView("posix")) {
      permissions(dir, Files.getPosixFilePermissions(there), findings);
    }
  }

  private static void permissions(
      Path dir, Set<PosixFilePermission> permissions, ConfigFindings findings) {
    if (permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      findings.refuse(
          "data.dir: everybody on this machine may change "
              + dir
              + ": run 'chmod 700 "
              + dir
              + "', and check with './cbdc verify' that nobody did");
    } else if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
      findings.warn(
          "data.dir: everybody on this machine may read " + dir + ": run 'chmod 700 " + dir + "'");
    }
  }
}
