package cbdc.settlement.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.LedgerGenesis;
import cbdc.settlement.client.SettlementClientConfig;
import cbdc.testkit.SeededRandom;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes are stopped and started one after another while payments of two banks are under way
 * by the thousand; afterwards every payment is accounted for, once.
 */
@Timeout(180)
class RollingRestartIT {
  private static final int SHARDS = 5;
  private static final int WALLETS = 24;
  private static final long VAULT_FUNDS = 100_000_000;
  private static final long WALLET_FUNDS = 1_000_000;
  private static final long PAYMENTS_A_PHASE_MAX = 25_000;
  private static final long OUTCOMES_A_STEP = 4_000;

  /** Past it a bank asks for what became of its payments: short, so that fail-overs reach it. */
  private static final long SHORT_DEADLINE_MILLIS = 2_000;

  /** So few that a node which was away may come back by a snapshot, and fetch its history. */
  private static final int SNAPSHOT_EVERY_ENTRIES = 150;

  @TempDir Path dir;

  private final AtomicReference<String> halted = new AtomicReference<>();
  private final LedgerGenesis genesis = TestBank.genesis(SHARDS);
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
    assertThat(halted.get()).isNull();
  }

  @Test
  void shouldFindEveryAcknowledgedPaymentOnceAfterAllNodesWereRestartedUnderLoad()
      throws Exception {
    LocalCluster cluster = start();
    BankClient issuer = opened(new BankClient(cluster, 0, SettlementClientConfig.defaults()));
    BankClient patient = opened(new BankClient(cluster, 7, SettlementClientConfig.defaults()));
    BankClient impatient =
        opened(
            new BankClient(
                cluster,
                8,
                SettlementClientConfig.defaults().withDeadline(SHORT_DEADLINE_MILLIS, 60_000)));
    List<BankClient> banks = List.of(patient, impatient);
    PaymentLoad load = opened(new PaymentLoad(banks, new SeededRandom(2)));
    fund(cluster, banks, load);

    load.start();
    for (String nodeId : cluster.nodeIds()) {
      load.phase(PAYMENTS_A_PHASE_MAX);
      load.awaitOutcomes("before " + nodeId + " stops", OUTCOMES_A_STEP);
      cluster.stop(nodeId);
      load.phase(PAYMENTS_A_PHASE_MAX);
      load.awaitOutcomes("while " + nodeId + " is down", OUTCOMES_A_STEP);
      cluster.restart(nodeId);
    }
    load.phase(PAYMENTS_A_PHASE_MAX);
    load.awaitOutcomes("after all were restarted", OUTCOMES_A_STEP);
    load.finish();

    for (BankClient bank : banks) {
      FeedAudit feed = new FeedAudit(bank, SHARDS);
      feed.read();
      feed.check(load);
    }
    ClusterAudit audit = new ClusterAudit(cluster, SHARDS);
    ClusterAudit.checkBalances(banks, ClusterAudit.balances(load, banks, VAULT_FUNDS));
    audit.checkMoney(issuer, VAULT_FUNDS * banks.size());
    audit.checkReplicas();
  }

  private LocalCluster start() {
    return opened(
        LocalCluster.start(
            dir,
            3,
            genesis,
            NodeSettings.Tuning.small().withSnapshotEveryEntries(SNAPSHOT_EVERY_ENTRIES),
            (reason, cause) -> halted.compareAndSet(null, reason + " " + cause)));
  }

  private void fund(LocalCluster cluster, List<BankClient> banks, PaymentLoad load)
      throws InterruptedException {
    TestBank orders = new TestBank(genesis, 0);
    for (BankClient bank : banks) {
      orders.admit(cluster, bank.bank(), VAULT_FUNDS);
      bank.openWallets(WALLETS);
    }
    for (BankClient bank : banks) {
      for (long wallet : bank.wallets()) {
        load.pay(bank, bank.payment(bank.vault(), wallet, WALLET_FUNDS));
      }
    }
    load.awaitOutcomes("when wallets are filled", (long) banks.size() * WALLETS);
  }

  private <T extends AutoCloseable> T opened(T closeable) {
    open.add(closeable);
    return closeable;
  }
}
