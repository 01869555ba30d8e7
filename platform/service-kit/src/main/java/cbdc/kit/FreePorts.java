package cbdc.kit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of this machine for listeners whose peers must know them in advance. Who can listen on port
 * 0 and tell should.
 */
public final class FreePorts {
  // Below the range from which systems take the ports of outgoing connections (32768 on Linux,
  // 49152 by RFC 6335): none of those gets in between the choice of a port and its use.
  private static final int MIN = 20_000;
  private static final int LIMIT = 32_000;
  private static final int ATTEMPTS = 1_000;

  private final Set<Integer> given = new HashSet<>();

  /**
   * A port of loopback that nobody listens on and that was not given before.
   *
   * @throws StartException if there is none
   */
  public synchronized int next() {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(MIN, LIMIT);
      if (given.add(port) && isFree(port)) {
        return port;
      }
    }
    throw new StartException("no free port on loopback from " + MIN + " to " + (LIMIT - 1));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
