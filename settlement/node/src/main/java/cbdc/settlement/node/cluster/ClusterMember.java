package cbdc.settlement.node.cluster;

import cbdc.settlement.client.derived.DerivedMap;
import cbdc.settlement.client.transport.NodeCall;
import cbdc.settlement.client.transport.NodeCallHandler;
import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Member;
import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.ExecutorConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.spi.merge.DiscardMergePolicy;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's member of the Hazelcast cluster. Takes commands only between {@link #serve} and {@link
 * #stopServing}.
 */
public final class ClusterMember implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterMember.class);

  private static final Map<String, String> PROPERTIES =
      Map.ofEntries(
          Map.entry("hazelcast.logging.type", "slf4j"),
          Map.entry("hazelcast.phone.home.enabled", "false"),
          // A silent member is given up after 8 s; the defaults wait a minute.
          Map.entry("hazelcast.heartbeat.interval.seconds", "1"),
          Map.entry("hazelcast.max.no.heartbeat.seconds", "8"),
          Map.entry("hazelcast.client.max.no.heartbeat.seconds", "10"),
          Map.entry("hazelcast.merge.first.run.delay.seconds", "5"),
          Map.entry("hazelcast.merge.next.run.delay.seconds", "5"),
          Map.entry("hazelcast.partial.member.disconnection.resolution.heartbeat.count", "5"),
          Map.entry("hazelcast.wait.seconds.before.join", "1"),
          Map.entry("hazelcast.max.wait.seconds.before.join", "3"),
          Map.entry("hazelcast.max.join.seconds", "30"),
          // The node's own lifecycle stops the member, in its order.
          Map.entry("hazelcast.shutdownhook.enabled", "false"),
          Map.entry("hazelcast.shutdownhook.policy", "GRACEFUL"),
          Map.entry("hazelcast.graceful.shutdown.max.wait", "10"),
          Map.entry("hazelcast.socket.bind.any", "false"),
          // Two cores are the development machine, and commands run on threads of their own.
          Map.entry("hazelcast.operation.thread.count", "2"),
          Map.entry("hazelcast.operation.generic.thread.count", "2"),
          Map.entry("hazelcast.operation.response.thread.count", "1"),
          Map.entry("hazelcast.io.thread.count", "1"),
          Map.entry("hazelcast.event.thread.count", "1"),
          Map.entry("hazelcast.clientengine.thread.count", "2"),
          Map.entry("hazelcast.clientengine.query.thread.count", "1"),
          Map.entry("hazelcast.clientengine.blocking.thread.count", "2"),
          Map.entry("hazelcast.slow.operation.detector.enabled", "false"));

  private final HazelcastInstance hazelcast;

  private ClusterMember(HazelcastInstance hazelcast) {
    this.hazelcast = hazelcast;
  }

  /**
   * Starts the member; returns when it has joined the configured members that are up, or has begun
   * a cluster.
   *
   * @throws ClusterStartException with one line for the operator
   */
  public static ClusterMember start(ClusterMemberConfig config) {
    try {
      return new ClusterMember(Hazelcast.newHazelcastInstance(config(config)));
    } catch (UnknownHostException e) {
      throw new ClusterStartException(
          "cluster address '"
              + config.cluster().host()
              + "' or services address '"
              + config.services().host()
              + "' is not known here",
          e);
    } catch (RuntimeException e) {
      throw new ClusterStartException(
          "the cluster member cannot start on "
              + config.cluster()
              + " and "
              + config.services()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private static Config config(ClusterMemberConfig member) throws UnknownHostException {
    Config config = new Config();
    config.setClusterName(member.clusterName());
    config.setInstanceName(member.clusterName() + "-" + member.nodeId() + "-" + UUID.randomUUID());
    PROPERTIES.forEach(config::setProperty);
    configureNetwork(config.getAdvancedNetworkConfig(), member);
    config
        .getMemberAttributeConfig()
        .setAttribute(NodeCallHandler.NODE_ID_ATTRIBUTE, member.nodeId());
    config.setUserContext(new ConcurrentHashMap<>());
    config.getMetricsConfig().setEnabled(false);
    config.getJetConfig().setEnabled(false);
    config.addExecutorConfig(
        new ExecutorConfig(NodeCall.EXECUTOR, member.commandThreads())
            .setQueueCapacity(member.commandQueueMax()));
    for (DerivedMap map : DerivedMap.values()) {
      config.addMapConfig(
          new MapConfig(map.mapName())
              .setBackupCount(1)
              .setReadBackupData(true)
              .setMergePolicyConfig(
                  new MergePolicyConfig().setPolicy(DiscardMergePolicy.class.getName())));
    }
    ClusterSerialization.applyTo(config.getSerializationConfig());
    return config;
  }

  /**
   * Members and clients have a port each. That keeps services away from the members' protocol, and
   * on a port for both a member (Hazelcast 5.7.0, {@code UnifiedProtocolEncoder}) that has
   * something to send to one who takes its connection and says nothing, as a process that stands
   * still, turns in a circle and sends to nobody else.
   */
  private static void configureNetwork(AdvancedNetworkConfig network, ClusterMemberConfig member)
      throws UnknownHostException {
    network.setEnabled(true);
    network.setMemberEndpointConfig(endpoint(member.cluster()));
    network.setClientEndpointConfig(endpoint(member.services()));
    network.getJoin().getMulticastConfig().setEnabled(false);
    network.getJoin().getAutoDetectionConfig().setEnabled(false);
    network.getJoin().getTcpIpConfig().setEnabled(true).setConnectionTimeoutSeconds(2);
    member.members().forEach(network.getJoin().getTcpIpConfig()::addMember);
  }

  private static ServerSocketEndpointConfig endpoint(ClusterEndpoint endpoint)
      throws UnknownHostException {
    ServerSocketEndpointConfig config = new ServerSocketEndpointConfig();
    config.setPort(endpoint.port()).setPortAutoIncrement(false);
    endpoint.publicAddress().ifPresent(config::setPublicAddress);
    String address = InetAddress.getByName(endpoint.host()).getHostAddress();
    config.getInterfaces().setEnabled(true).addInterface(address);
    return config;
  }

  /** From now on commands of clients are given to this handler. */
  public void serve(NodeCallHandler handler) {
    hazelcast.getUserContext().put(NodeCallHandler.CONTEXT_KEY, handler);
  }

  /** From now on commands of clients are refused as not ready. */
  public void stopServing() {
    hazelcast.getUserContext().remove(NodeCallHandler.CONTEXT_KEY);
  }

  /** Where other members reach this one, {@code host:port}. */
  public String address() {
    return address(EndpointQualifier.MEMBER);
  }

  /** Where services reach this member, {@code host:port}. */
  public String servicesAddress() {
    return address(EndpointQualifier.CLIENT);
  }

  private String address(EndpointQualifier endpoint) {
    Address address = hazelcast.getCluster().getLocalMember().getAddressMap().get(endpoint);
    return address.getHost() + ":" + address.getPort();
  }

  /** Ids of the nodes that are members of the cluster now, sorted. */
  public Set<String> nodes() {
    Set<String> nodes = new TreeSet<>();
    for (Member member : hazelcast.getCluster().getMembers()) {
      String nodeId = member.getAttribute(NodeCallHandler.NODE_ID_ATTRIBUTE);
      if (nodeId != null) {
        nodes.add(nodeId);
      }
    }
    return nodes;
  }

  HazelcastInstance hazelcast() {
    return hazelcast;
  }

  /** Leaves the cluster, handing its partitions over first. */
  @Override
  public void close() {
    stopServing();
    hazelcast.shutdown();
    LOG.info("cluster member stopped");
  }

  /** Drops out of the cluster like a process that dies; for tests of what the others do then. */
  void kill() {
    hazelcast.getLifecycleService().terminate();
  }
}
