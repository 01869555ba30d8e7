package cbdc.settlement.node.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.kit.StartException;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.Outcome;
import cbdc.settlement.client.SettlementClientConfig;
import cbdc.testkit.Await;
import cbdc.testkit.SeededRandom;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes are replaced, added and removed by orders while payments of two banks are under way;
 * afterwards every payment is accounted for, once, and the shards are where they belong.
 */
@Timeout(240)
class MembershipIT {
  private static final int SHARDS = 5;
  private static final int WALLETS = 16;
  private static final long VAULT_FUNDS = 100_000_000;
  private static final long WALLET_FUNDS = 1_000_000;
  private static final long PAYMENTS_MAX = 1_000_000;
  private static final long OUTCOMES_A_STEP = 2_000;
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** So few that a new member comes by a snapshot, and fetches the history. */
  private static final int SNAPSHOT_EVERY_ENTRIES = 150;

  @TempDir Path dir;

  private final Queue<String> halted = new ConcurrentLinkedQueue<>();
  private final LedgerGenesis genesis =
      TestBank.genesis(SHARDS, LedgerGenesis.RULES_WITH_NODE_CHANGES);
  private final TestBank orders = new TestBank(genesis, 0);
  private final List<AutoCloseable> open = new ArrayList<>();
  private LocalCluster cluster;
  private List<BankClient> banks;
  private PaymentLoad load;

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
  }

  @Test
  void shouldReplaceADeadNodeByOneWithAnEmptyDirectoryUnderLoad() throws Exception {
    startUnderLoad();
    cluster.stop("node-2");
    load.awaitOutcomes("while node-2 is dead", OUTCOMES_A_STEP);
    assertThat(orders.replaceNode(cluster, "node-2", "node-4")).isEqualTo(Outcome.Settled.INSTANCE);
    cluster.join("node-4");
    awaitMembers(voters -> voters.contains("node-4") && !voters.contains("node-2"));
    load.awaitOutcomes("after node-2 was replaced", OUTCOMES_A_STEP);

    cluster.restart("node-2");
    Await.value(
        "the removed node stops",
        LIMIT,
        () -> halted.isEmpty() ? Optional.empty() : Optional.of(true),
        halted::toString);
    assertThat(halted.remove()).contains("an order removed node node-2");
    cluster.stop("node-2");
    assertThatThrownBy(() -> cluster.restart("node-2"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("was removed from its cluster");
    cluster.forget("node-2");
    audit();
  }

  @Test
  void shouldMoveShardsOverToAnAddedNodeAndAwayFromALiveOneUnderLoad() throws Exception {
    startUnderLoad();
    assertThat(orders.replaceNode(cluster, "", "node-4")).isEqualTo(Outcome.Settled.INSTANCE);
    cluster.join("node-4");
    awaitShare("node-4");
    load.awaitOutcomes("after node-4 came", OUTCOMES_A_STEP);
    cluster.stop("node-4");
    load.awaitOutcomes("while node-4 is down", OUTCOMES_A_STEP);
    cluster.restart("node-4");

    assertThat(orders.replaceNode(cluster, "node-1", "node-5")).isEqualTo(Outcome.Settled.INSTANCE);
    cluster.join("node-5");
    awaitMembers(voters -> voters.size() == 3 && !voters.contains("node-1"));
    Await.value(
        "the removed node stops",
        LIMIT,
        () -> halted.isEmpty() ? Optional.empty() : Optional.of(true),
        halted::toString);
    assertThat(halted.remove()).contains("an order removed node node-1");
    cluster.stop("node-1");
    cluster.forget("node-1");
    load.awaitOutcomes("after node-1 went", OUTCOMES_A_STEP);
    audit();
  }

  private void startUnderLoad() throws InterruptedException {
    cluster =
        opened(
            LocalCluster.start(
                dir,
                3,
                genesis,
                NodeSettings.Tuning.small().withSnapshotEveryEntries(SNAPSHOT_EVERY_ENTRIES),
                (reason, cause) -> halted.add(reason + (cause == null ? "" : " " + cause))));
    SettlementClientConfig config = SettlementClientConfig.defaults();
    banks =
        List.of(
            opened(new BankClient(cluster, 7, config)), opened(new BankClient(cluster, 8, config)));
    load = opened(new PaymentLoad(banks, new SeededRandom(3)));
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
    load.start();
    load.phase(PAYMENTS_MAX);
    load.awaitOutcomes("at first", OUTCOMES_A_STEP);
  }

  private void awaitShare(String nodeId) {
    Await.value(
        "node " + nodeId + " votes in every shard that is to be its",
        LIMIT,
        () -> isSettled() ? Optional.of(true) : Optional.empty(),
        this::members);
    awaitMembers(voters -> voters.size() == 3);
    assertThat(voters()).anySatisfy(voters -> assertThat(voters).contains(nodeId));
  }

  private boolean isSettled() {
    return cluster.nodeIds().stream()
        .map(cluster::node)
        .allMatch(node -> node.members().isSettled(node.nodeId(), node.shards().shards()));
  }

  private void awaitMembers(Predicate<List<String>> wanted) {
    Await.value(
        "every shard has its new members",
        LIMIT,
        () -> voters().stream().allMatch(wanted) ? Optional.of(true) : Optional.empty(),
        this::members);
  }

  private List<List<String>> voters() {
    SettlementNode any = cluster.node("node-3");
    return IntStream.range(0, SHARDS).mapToObj(any.shards().leaders()::members).toList();
  }

  private String members() {
    return voters() + " " + halted;
  }

  private void audit() throws InterruptedException {
    load.finish();
    for (BankClient bank : banks) {
      FeedAudit feed = new FeedAudit(bank, SHARDS);
      feed.read();
      feed.check(load);
    }
    Await.value(
        "all histories are filled",
        LIMIT,
        () ->
            cluster.nodeIds().stream()
                    .allMatch(id -> cluster.node(id).shards().backfill().lacking() == 0)
                ? Optional.of(true)
                : Optional.empty(),
        this::members);
    ClusterAudit.checkBalances(banks, ClusterAudit.balances(load, banks, VAULT_FUNDS));
    ClusterAudit audit = new ClusterAudit(cluster, SHARDS);
    audit.checkMoney(
        opened(new BankClient(cluster, 0, SettlementClientConfig.defaults())),
        VAULT_FUNDS * banks.size());
    audit.checkReplicas();
    assertThat(halted).isEmpty();
  }

  private <T extends AutoCloseable> T opened(T closeable) {
    open.add(closeable);
    return closeable;
  }
}
