package cbdc.settlement.node.cluster;

import cbdc.kit.config.HostPort;
import java.util.Optional;

/**
 * Where the Hazelcast member listens for nodes, or for services.
 *
 * @param host address to bind; it authenticates nobody, so loopback or a private network
 * @param port its port; 0 takes a free one, for tests
 * @param publicAddress where it is reached, {@code host:port}, if that is elsewhere
 */
public record ClusterEndpoint(String host, int port, Optional<String> publicAddress) {
  /** Reached where it listens. */
  public static ClusterEndpoint of(String host, int port) {
    return new ClusterEndpoint(host, port, Optional.empty());
  }

  @Override
  public String toString() {
    return new HostPort(host, port).toString();
  }
}
