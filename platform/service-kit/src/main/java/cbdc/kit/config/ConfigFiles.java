package cbdc.kit.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Looks at the files that settings name: are they there, and are secrets kept from others? */
final class ConfigFiles {
  /** The group may read: that is how container platforms hand out secrets. */
  private static final Set<PosixFilePermission> TOO_OPEN =
      EnumSet.of(
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.GROUP_WRITE);

  private ConfigFiles() {}

  /** What is wrong with the file that a key names; empty if nothing is. */
  static Optional<String> problem(ConfigKey<?> key, Path file) {
    if (!Files.exists(file)) {
      return Optional.of(key.name() + ": " + file + " does not exist");
    }
    if (!Files.isRegularFile(file)) {
      return Optional.of(key.name() + ": " + file + " is no file");
    }
    if (!Files.isReadable(file)) {
      return Optional.of(key.name() + ": " + file + " may not be read by this user");
    }
    return key.isSecret() ? openness(key, file) : Optional.empty();
  }

  private static Optional<String> openness(ConfigKey<?> key, Path file) {
    try {
      if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
        return Optional.empty();
      }
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      return permissions.stream().noneMatch(TOO_OPEN::contains)
          ? Optional.empty()
          : Optional.of(
              key.name()
                  + ": "
                  + file
                  + " is open to other users ("
                  + PosixFilePermissions.toString(permissions)
                  + "): run 'chmod 600 "
                  + file
                  + "' and consider the secret in it as known");
    } catch (IOException failed) {
      return Optional.of(key.name() + ": " + file + " cannot be looked at: " + failed.getMessage());
    }
  }
}
