package cbdc.settlement.node.link;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A TCP address.
 *
 * @param host name or IP literal
 * @param port 0 to 65535; 0 only to listen on a free port
 */
public record LinkAddress(String host, int port) {

  /** Refuses a port that does not exist. */
  public LinkAddress {
    if (host.isBlank() || port < 0 || port > 65_535) {
      throw new IllegalArgumentException("address '" + host + ":" + port + "': expected host:port");
    }
  }

  /**
   * Whether nothing but this machine can reach the address; looks the name up and says no when it
   * is unknown.
   */
  public boolean isLoopback() {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!address.isLoopbackAddress()) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
