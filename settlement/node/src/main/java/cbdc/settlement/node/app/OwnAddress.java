package cbdc.settlement.node.app;

import cbdc.kit.StartException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/**
 * An address that a node is to listen on. All are tried before any is used: what listens says so in
 * its own words, some with pages of stack trace, and some only after minutes of waiting for others.
 *
 * @param key configuration key that sets it
 * @param host host name or IP address of this machine
 * @param port 0 takes any free one
 */
record OwnAddress(String key, String host, int port) {

  /**
   * Returns if one can listen there now.
   *
   * @throws StartException with one line that names key, rule and remedy
   */
  void requireFree() {
    // Ports of connections that ended a moment ago may be listened on again, as for a restart.
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
    } catch (UnknownHostException unknown) {
      throw refused("the host is not known here; name an address of this machine", unknown);
    } catch (BindException taken) {
      throw refused(
          "the port is taken or the address is not this machine's; stop the program that has it or choose another",
          taken);
    } catch (IOException other) {
      throw refused(other.getMessage(), other);
    }
  }

  private StartException refused(String why, IOException cause) {
    return new StartException(key + ": cannot listen on " + host + ":" + port + ": " + why, cause);
  }
}
