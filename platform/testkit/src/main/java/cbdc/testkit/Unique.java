package cbdc.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.UUID;

/** Names and ports that no other test on this machine uses at the same time. */
public final class Unique {
  private Unique() {}

  /**
   * A name that begins with the prefix: for clusters, so that tests never find each other's
   * members.
   */
  public static String name(String prefix) {
    return prefix + "-" + UUID.randomUUID().toString().substring(0, 13);
  }

  /**
   * A loopback port that was free a moment ago. Prefer listening on port 0 and asking for the port:
   * this one is only for what must be told its peers' ports in advance.
   */
  public static int port() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException none) {
      throw new UncheckedIOException("no free port", none);
    }
  }
}
