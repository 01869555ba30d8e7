package cbdc.simulator.system;

import cbdc.settlement.node.app.LocalCluster;

/**
 * Where the parts of a system listen, on loopback.
 *
 * @param isFixed whether ports are the ones that documents and dashboards name; else free ones
 */
public record SystemPorts(boolean isFixed) {
  /** The ports that documents and dashboards name. */
  public static final SystemPorts FIXED = new SystemPorts(true);

  /** Free ports, for tests and for several systems side by side. */
  public static final SystemPorts FREE = new SystemPorts(false);

  private static final int LINK = 7_401;
  private static final int SERVICES = 7_501;
  private static final int NODE_MANAGEMENT = 7_601;
  private static final int CLUSTER = 7_701;
  private static final int ISSUER = 7_801;
  private static final int WALLET = 8_001;
  private static final int BETWEEN_BANKS = 100;

  /** Of the settlement nodes. */
  LocalCluster.Ports forNodes() {
    return isFixed
        ? new LocalCluster.Ports(LINK, CLUSTER, SERVICES, NODE_MANAGEMENT)
        : LocalCluster.Ports.FREE;
  }

  /** Of the issuer's service. */
  int issuer() {
    return port(ISSUER);
  }

  /** Of its health and metrics. */
  int issuerManagement() {
    return port(ISSUER + 1);
  }

  /** Of a bank's wallet service; {@code number} from 1. */
  int wallet(int number) {
    return port(WALLET + BETWEEN_BANKS * number);
  }

  /** Of its health and metrics. */
  int walletManagement(int number) {
    return port(WALLET + BETWEEN_BANKS * number + 1);
  }

  private int port(int fixed) {
    return isFixed ? fixed : 0;
  }
}
