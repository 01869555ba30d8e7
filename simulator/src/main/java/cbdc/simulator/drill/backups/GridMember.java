package cbdc.simulator.drill.backups;

import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import com.hazelcast.core.Hazelcast;
import java.io.IOException;
import java.util.List;

/** One member of a Hazelcast cluster, in a process of its own that ends with its standard input. */
public final class GridMember {
  /** The map of balances. */
  static final String MAP = "balances";

  private GridMember() {}

  /**
   * Starts and waits for the end of standard input.
   *
   * @param words name of the cluster, number of synchronous backups, own port, ports of all members
   */
  public static void main(String[] words) throws IOException {
    List<String> arguments = List.of(words);
    Config config = config(arguments);
    Hazelcast.newHazelcastInstance(config);
    while (System.in.read() >= 0) {
      // Nothing is said to a member; only the end counts.
    }
    Runtime.getRuntime().halt(0);
  }

  private static Config config(List<String> arguments) {
    Config config = new Config();
    config.setClusterName(arguments.get(0));
    config.setProperty("hazelcast.phone.home.enabled", "false");
    // A dead or silent member is noticed within seconds instead of a minute; the rest is as it
    // comes.
    config.setProperty("hazelcast.heartbeat.interval.seconds", "1");
    config.setProperty("hazelcast.max.no.heartbeat.seconds", "5");
    config.setProperty("hazelcast.merge.first.run.delay.seconds", "5");
    config.setProperty("hazelcast.merge.next.run.delay.seconds", "5");
    config.addMapConfig(new MapConfig(MAP).setBackupCount(Integer.parseInt(arguments.get(1))));
    config
        .getNetworkConfig()
        .setPort(Integer.parseInt(arguments.get(2)))
        .setPortAutoIncrement(false);
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
    config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
    config.getNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true);
    for (String port : arguments.subList(3, arguments.size())) {
      config.getNetworkConfig().getJoin().getTcpIpConfig().addMember("127.0.0.1:" + port);
    }
    return config;
  }
}
