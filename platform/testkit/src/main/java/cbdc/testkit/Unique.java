package cbdc.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Names and ports that no other test on this machine uses at the same time. */
public final class Unique {
  private static final int PORT_MIN = 20_000;
  private static final int PORT_LIMIT = 32_000;
  private static final int PORT_ATTEMPTS = 1_000;

  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private Unique() {}

  /**
   * A name that begins with the prefix: for clusters, so that tests never find each other's
   * members.
   */
  public static String name(String prefix) {
    return prefix + "-" + UUID.randomUUID().toString().substring(0, 13);
  }

  /**
   * A loopback port that was free a moment ago and was not given before in this process. Prefer
   * listening on port 0 and asking for the port: this one is only for what must be told its peers'
   * ports in advance.
   */
  public static int port() {
    for (int attempt = 1; attempt <= PORT_ATTEMPTS; attempt++) {
      // Below those that systems give to outgoing connections, which would get in between.
      int port = ThreadLocalRandom.current().nextInt(PORT_MIN, PORT_LIMIT);
      if (!GIVEN.add(port)) {
        continue;
      }
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // The next one.
      }
    }
    throw new IllegalStateException("no free port");
  }
}
