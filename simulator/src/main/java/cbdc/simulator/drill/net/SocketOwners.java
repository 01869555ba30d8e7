package cbdc.simulator.drill.net;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds which process holds the other end of a connection on loopback, in Linux's {@code /proc}:
 * Hazelcast's members connect to each other by one address each, so the port does not tell who
 * called.
 */
public final class SocketOwners {
  private static final int LOCAL_ADDRESS = 1;
  private static final int REMOTE_ADDRESS = 2;
  private static final int INODE = 9;

  private SocketOwners() {}

  /**
   * The process at the other end.
   *
   * @param candidates names of processes by id
   * @return its name; empty when it is none of them
   */
  public static Optional<String> of(Socket accepted, Map<Long, String> candidates) {
    return inode(accepted.getPort(), accepted.getLocalPort())
        .flatMap(
            inode ->
                candidates.entrySet().stream()
                    .filter(candidate -> holds(candidate.getKey(), inode))
                    .map(Map.Entry::getValue)
                    .findFirst());
  }

  private static Optional<String> inode(int callerPort, int acceptedPort) {
    String local = ":" + hex(callerPort);
    String remote = ":" + hex(acceptedPort);
    for (String table : List.of("/proc/net/tcp6", "/proc/net/tcp")) {
      try (Stream<String> lines = Files.lines(Path.of(table))) {
        Optional<String> found =
            lines
                .map(line -> line.strip().split("\\s+", -1))
                .filter(
                    words ->
                        words.length > INODE
                            && words[LOCAL_ADDRESS].endsWith(local)
                            && words[REMOTE_ADDRESS].endsWith(remote))
                .map(words -> words[INODE])
                .findFirst();
        if (found.isPresent()) {
          return found;
        }
      } catch (IOException e) {
        // Not Linux, or without IPv6: nobody can tell from here.
      }
    }
    return Optional.empty();
  }

  private static String hex(int port) {
    return String.format("%04X", port);
  }

  private static boolean holds(long process, String inode) {
    String wanted = "socket:[" + inode + "]";
    try (Stream<Path> files = Files.list(Path.of("/proc/" + process + "/fd"))) {
      return files.anyMatch(file -> wanted.equals(target(file)));
    } catch (IOException e) {
      return false;
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "";
    }
  }
}
