package cbdc.simulator.node;

/** Where this machine reaches a server that listens on a host. */
final class ManagementUrl {
  private ManagementUrl() {}

  static String of(String host, int port) {
    String reached =
        switch (host) {
          case "0.0.0.0" -> "127.0.0.1";
          case "::" -> "[::1]";
          default -> host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
        };
    return "http://" + reached + ":" + port;
  }
}
