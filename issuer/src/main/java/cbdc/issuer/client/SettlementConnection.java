package cbdc.issuer.client;

import cbdc.crypto.SigningKey;
import cbdc.issuer.core.ClusterId;
import cbdc.issuer.core.LedgerPort;
import cbdc.settlement.client.ClientIdentity;
import cbdc.settlement.client.SettlementClient;
import cbdc.settlement.client.SettlementClient.ClusterView;
import cbdc.settlement.client.SettlementClientConfig;
import cbdc.settlement.client.ThreadEventLoop;
import cbdc.settlement.client.transport.HazelcastTransport;
import cbdc.settlement.client.transport.TransportConfig;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A connection to a running cluster, with all that it needs: transport, event loop, client. Closed
 * in the order reversed.
 */
public final class SettlementConnection implements AutoCloseable {
  private final ThreadEventLoop loop;
  private final HazelcastTransport transport;
  private final SettlementClient client;
  private final LedgerPort ledger;

  private SettlementConnection(
      TransportConfig where, ClusterId cluster, SigningKey key, Duration patience)
      throws TimeoutException, InterruptedException {
    loop = new ThreadEventLoop("issuer-settlement");
    transport = new HazelcastTransport(where, loop::execute);
    ClientIdentity issuer = new ClientIdentity(0, key, new UUID(cluster.high(), cluster.low()));
    long patienceMillis = patience.toMillis();
    client =
        new SettlementClient(
            SettlementClientConfig.defaults()
                .withDeadline(Math.min(patienceMillis, 30_000), patienceMillis),
            issuer,
            transport,
            loop);
    try {
      ClusterView view =
          client.cluster().toCompletableFuture().get(patienceMillis, TimeUnit.MILLISECONDS);
      ledger = new SettlementLedger(client, view.shardCount());
    } catch (ExecutionException | TimeoutException | InterruptedException failed) {
      close();
      if (failed instanceof InterruptedException interrupted) {
        throw interrupted;
      }
      throw new TimeoutException(
          "no settlement node of cluster "
              + cluster
              + " answered within "
              + patience.toSeconds()
              + " s at "
              + String.join(", ", where.members())
              + " (cluster name '"
              + where.clusterName()
              + "')");
    }
  }

  /**
   * Connects, and waits until a node of that cluster has answered.
   *
   * @param cluster only nodes of this cluster are believed
   * @param key one of the issuer's keys, or of those that bank 0 was given
   * @param patience how long to wait for the first answer, and for each outcome
   * @throws TimeoutException when none did
   */
  public static SettlementConnection open(
      TransportConfig where, ClusterId cluster, SigningKey key, Duration patience)
      throws TimeoutException, InterruptedException {
    return new SettlementConnection(where, cluster, key, patience);
  }

  /** The ledger. */
  public LedgerPort ledger() {
    return ledger;
  }

  @Override
  public void close() {
    client.close();
    transport.close();
    loop.close();
  }
}
