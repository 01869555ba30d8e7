package cbdc.settlement.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.Outcome;
import cbdc.protocol.Text;
import cbdc.settlement.client.derived.BankTotals;
import cbdc.settlement.client.derived.DerivedMap;
import cbdc.settlement.client.transport.HazelcastTransport;
import cbdc.settlement.client.transport.TransportConfig;
import cbdc.testkit.Await;
import com.hazelcast.map.IMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a node makes public of each bank, as anyone with a client sees it. */
@Timeout(120)
class DerivedTotalsIT {
  private static final int SHARDS = 3;

  @TempDir Path dir;

  private final AtomicReference<String> halted = new AtomicReference<>();
  private final LedgerGenesis genesis = TestBank.genesis(SHARDS);
  private LocalCluster cluster;

  @AfterEach
  void stop() {
    if (cluster != null) {
      cluster.close();
    }
    assertThat(halted.get()).isNull();
  }

  @Test
  void shouldPublishSumsOfEachBankAlsoAfterARestart() throws Exception {
    start();
    new TestBank(genesis, 0).admit(cluster, 7, 1_000);
    TestBank bank = new TestBank(genesis, 7);
    long[] customers = new long[SHARDS];
    long[] available = new long[SHARDS];
    for (int i = 0; i < 6; i++) {
      long wallet = AccountNumber.of(7, AccountNumber.FIRST_CUSTOMER_SERIAL + i);
      int shard = AccountNumber.shard(wallet, SHARDS);
      customers[shard]++;
      available[shard] += 10 + i;
      settle(bank, new Command.OpenAccount(TestBank.newId(), wallet, AccountKind.WALLET, 0));
      settle(bank, pay(AccountNumber.vault(7), wallet, 10 + i));
    }
    long spent = available[1] + available[2];
    assertThat(available[0]).as("no customer is kept beside the vaults").isZero();

    awaitTotals(customers, available, 1_000 - spent);
    cluster.close();
    start();
    awaitTotals(customers, available, 1_000 - spent);
    long wallet = AccountNumber.of(7, AccountNumber.FIRST_CUSTOMER_SERIAL);
    settle(bank, pay(AccountNumber.vault(7), wallet, 1_000 - spent));
    available[AccountNumber.shard(wallet, SHARDS)] += 1_000 - spent;
    awaitTotals(customers, available, 0);
  }

  private void awaitTotals(long[] customers, long[] available, long vault) {
    try (HazelcastTransport client =
        new HazelcastTransport(
            new TransportConfig(cluster.clusterName(), "test", cluster.addresses()),
            Runnable::run)) {
      client.connected().toCompletableFuture().join();
      IMap<Object, BankTotals> totals = client.hazelcast().getMap(DerivedMap.BANK_TOTALS.mapName());
      List<List<Long>> expected = new ArrayList<>();
      expected.add(List.of(0L, 0L, 0L, vault, 0L));
      for (int shard = 1; shard < SHARDS; shard++) {
        expected.add(List.of(customers[shard], available[shard], 0L, 0L, 0L));
      }
      for (int shard = 0; shard < SHARDS; shard++) {
        int key = DerivedMap.bankKey(shard, 7);
        List<Long> figures = expected.get(shard);
        Await.until(
            "the figures of shard " + shard,
            () -> totals.get(key) != null && figures(totals.get(key)).equals(figures));
        assertThat(totals.get(key).getShard()).isEqualTo(shard);
        assertThat(totals.get(key).getIndex()).isPositive();
      }
    }
  }

  private static List<Long> figures(BankTotals totals) {
    return List.of(
        totals.getAccounts(),
        totals.getAvailableMinor(),
        totals.getHeldMinor(),
        totals.getVaultMinor(),
        totals.getReserveMinor());
  }

  private void settle(TestBank bank, Command command) throws InterruptedException {
    assertThat(bank.execute(cluster, command)).isEqualTo(Outcome.Settled.INSTANCE);
  }

  private static Command pay(long payer, long payee, long amount) {
    return new Command.Pay(TestBank.newId(), payer, payee, amount, Text.EMPTY, Text.EMPTY);
  }

  private void start() {
    cluster =
        LocalCluster.start(
            dir,
            1,
            genesis,
            NodeSettings.Tuning.small(),
            (reason, cause) -> halted.compareAndSet(null, reason + " " + cause));
  }
}
