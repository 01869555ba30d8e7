package cbdc.kit.db;

import cbdc.kit.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs PostgreSQL's programs as somebody who is not root, which is all that they accept: an
 * ordinary user as himself, root in a user namespace where nobody is root, or as the user {@code
 * nobody} where the system allows no such namespace, as in many containers.
 */
enum Unprivileged {
  /** We are an ordinary user. */
  AS_OURSELVES(List.of()),

  /** In a namespace of its own the program does not see that it is root. Files stay root's. */
  IN_NAMESPACE(List.of("unshare", "--user")),

  /** As another user, to whom the files are given. */
  AS_NOBODY(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));

  private static final int NOBODY = 65534;
  private static final int PROBE_SECONDS = 10;

  @SuppressWarnings("ImmutableEnumChecker") // Made by List.of.
  private final List<String> prefix;

  Unprivileged(List<String> prefix) {
    this.prefix = prefix;
  }

  /**
   * What works on this machine.
   *
   * @throws StartException if nothing does
   */
  static Unprivileged find() throws InterruptedException {
    if (!"root".equals(System.getProperty("user.name"))) {
      return AS_OURSELVES;
    }
    for (Unprivileged way : List.of(IN_NAMESPACE, AS_NOBODY)) {
      if (way.works()) {
        return way;
      }
    }
    throw new StartException(
        "the embedded database does not run as root, and neither unshare nor setpriv work here;"
            + " run as another user, or give the service the address of a PostgreSQL server");
  }

  /** A command that runs the program this way. */
  List<String> command(List<String> program) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(program);
    return command;
  }

  /** Gives a directory to whom the programs run as, where it is somebody else's. */
  void own(Path directory) throws IOException, InterruptedException {
    if (this == AS_OURSELVES) {
      return;
    }
    int owner = this == AS_NOBODY ? NOBODY : 0;
    if (Files.getAttribute(directory, "unix:uid").equals(owner)) {
      return;
    }
    String who = owner + ":" + owner;
    if (!succeeds(List.of("chown", "--recursive", who, directory.toString()))) {
      throw new StartException("the database directory cannot be given to user " + owner);
    }
  }

  private boolean works() throws InterruptedException {
    try {
      return succeeds(command(List.of("true")));
    } catch (IOException noSuchProgram) {
      return false;
    }
  }

  private static boolean succeeds(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return false;
    }
    return process.exitValue() == 0;
  }
}
