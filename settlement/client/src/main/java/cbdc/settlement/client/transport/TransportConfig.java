package cbdc.settlement.client.transport;

import java.util.List;

/**
 * How a service finds the settlement cluster.
 *
 * @param clusterName name of the Hazelcast cluster; members of another name are not joined
 * @param serviceName name of this client in the members' logs
 * @param members where to start looking, each {@code host:port}; the rest of the cluster is learnt
 *     from there
 */
public record TransportConfig(String clusterName, String serviceName, List<String> members) {

  /** Refuses an empty list. */
  public TransportConfig {
    members = List.copyOf(members);
    if (members.isEmpty()) {
      throw new IllegalArgumentException("settlement cluster members: name at least one host:port");
    }
  }
}
