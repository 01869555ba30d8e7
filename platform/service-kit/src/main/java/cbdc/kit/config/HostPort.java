package cbdc.kit.config;

/**
 * A network address.
 *
 * @param host a host name or IP address
 * @param port 0 to 65535; 0 lets the system choose where one listens
 */
public record HostPort(String host, int port) {

  /** Checks the port's range. */
  public HostPort {
    if (host.isEmpty() || port < 0 || port > 65_535) {
      throw new IllegalArgumentException("expected host:port with a port from 0 to 65535");
    }
  }

  /**
   * Reads {@code host:port}; an IPv6 address stands in brackets.
   *
   * @throws IllegalArgumentException saying what is expected
   */
  public static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    String port = text.substring(colon + 1);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (!port.matches("[0-9]{1,5}") || (host.contains(":") && !bracketed)) {
      throw new IllegalArgumentException(
          "expected host:port, such as 127.0.0.1:7701 or [::1]:7701");
    }
    return new HostPort(
        bracketed ? host.substring(1, host.length() - 1) : host, Integer.parseInt(port));
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
