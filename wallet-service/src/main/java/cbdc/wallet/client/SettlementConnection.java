package cbdc.wallet.client;

import cbdc.crypto.SigningKey;
import cbdc.settlement.client.ClientIdentity;
import cbdc.settlement.client.SettlementClient;
import cbdc.settlement.client.SettlementClient.ClusterView;
import cbdc.settlement.client.SettlementClientConfig;
import cbdc.settlement.client.ThreadEventLoop;
import cbdc.settlement.client.transport.HazelcastTransport;
import cbdc.settlement.client.transport.TransportConfig;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** A bank's connection to the settlement cluster, with all that it needs. */
public final class SettlementConnection implements AutoCloseable {
  private final int bank;
  private final ThreadEventLoop loop;
  private final HazelcastTransport transport;
  private final SettlementClient client;

  /**
   * Begins to connect and returns at once.
   *
   * @param cluster only nodes of this cluster are believed
   * @param key one of the bank's batch keys
   * @param answerWithin how long an outcome is waited for; half of it is spent on sending, the rest
   *     on asking what became of what was sent
   * @param batchCommands most commands of one shard that go to a node at once, 1 to 4096
   */
  public SettlementConnection(
      int bank,
      TransportConfig where,
      UUID cluster,
      SigningKey key,
      Duration answerWithin,
      int batchCommands) {
    this.bank = bank;
    loop = new ThreadEventLoop("wallet-settlement-" + bank);
    transport = new HazelcastTransport(where, loop::execute);
    long giveUpMillis = answerWithin.toMillis();
    client =
        new SettlementClient(
            SettlementClientConfig.defaults()
                .withDeadline(giveUpMillis / 2, giveUpMillis)
                .withBatches(batchCommands),
            new ClientIdentity(bank, key, cluster),
            transport,
            loop);
  }

  /** Completes when a node of the cluster has answered. */
  public CompletionStage<SettlementLedger> ledger() {
    return client.cluster().thenApply(this::ledgerOf);
  }

  private SettlementLedger ledgerOf(ClusterView cluster) {
    return new SettlementLedger(bank, client, cluster);
  }

  /** Commands without an outcome. */
  public int openCommands() {
    return client.openCommands();
  }

  /** Waits for open commands, then closes everything in the order reversed. */
  @Override
  public void close() {
    client.close();
    transport.close();
    loop.close();
  }
}
