package cbdc.settlement.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.Text;
import cbdc.protocol.wire.FeedKind;
import cbdc.protocol.wire.FeedPage;
import cbdc.protocol.wire.Query;
import cbdc.protocol.wire.ReadPayload;
import cbdc.settlement.node.store.HistoryRecord;
import cbdc.settlement.node.store.HistoryStore;
import cbdc.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class LocalClusterIT {
  private static final int SHARDS = 4;
  private static final long FUNDS = 1_000_000;

  @TempDir Path dir;

  private final AtomicReference<String> halted = new AtomicReference<>();
  private final LedgerGenesis genesis = TestBank.genesis(SHARDS);
  private final TestBank issuer = new TestBank(genesis, 0);
  private final TestBank bank = new TestBank(genesis, 7);
  private LocalCluster cluster;

  @AfterEach
  void stop() {
    if (cluster != null) {
      cluster.close();
    }
    assertThat(halted.get()).isNull();
  }

  private void start(int nodes) {
    cluster =
        LocalCluster.start(
            dir,
            nodes,
            genesis,
            NodeSettings.Tuning.small().withSnapshotEveryEntries(50),
            (reason, cause) -> halted.compareAndSet(null, reason + " " + cause));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void shouldIssueAndPayBetweenShardsAndRemember(int nodes) throws Exception {
    start(nodes);
    issuer.admit(cluster, 7, FUNDS);
    List<Long> wallets = openWallets(8);
    long expected = FUNDS;
    for (long wallet : wallets) {
      assertThat(pay(AccountNumber.vault(7), wallet, 1_000)).isEqualTo(Outcome.Settled.INSTANCE);
      expected -= 1_000;
    }
    for (int i = 0; i < wallets.size(); i++) {
      assertThat(pay(wallets.get(i), wallets.get((i + 3) % wallets.size()), 400))
          .isEqualTo(Outcome.Settled.INSTANCE);
    }
    assertThat(pay(wallets.getFirst(), wallets.getLast(), 5_000))
        .isEqualTo(new Outcome.Rejected(RejectionCode.INSUFFICIENT_FUNDS, 1_000, 0));
    assertThat(pay(wallets.getFirst(), AccountNumber.of(7, 9_999_999), 10))
        .isIn(
            new Outcome.Returned(RejectionCode.PAYEE_UNKNOWN),
            new Outcome.Rejected(RejectionCode.PAYEE_UNKNOWN));

    cluster.close();
    start(nodes);

    for (long wallet : wallets) {
      assertThat(bank.read(cluster, new Query.OfBalance(wallet)).payload())
          .isEqualTo(new ReadPayload.Balance(1_000, 0));
    }
    assertThat(bank.read(cluster, new Query.OfBalance(AccountNumber.vault(7))).payload())
        .isEqualTo(new ReadPayload.Balance(expected, 0));
    assertThat(feedOf(7))
        .contains(FeedKind.SENT, FeedKind.SETTLED, FeedKind.RECEIVED, FeedKind.DECLINED);
  }

  @Test
  void shouldFindEveryAcknowledgedPaymentWhileNodesAreRestartedOneByOne() throws Exception {
    start(3);
    issuer.admit(cluster, 7, FUNDS);
    List<Long> wallets = openWallets(6);
    for (String nodeId : cluster.nodeIds()) {
      cluster.stop(nodeId);
      for (long wallet : wallets) {
        assertThat(pay(AccountNumber.vault(7), wallet, 10)).isEqualTo(Outcome.Settled.INSTANCE);
      }
      cluster.restart(nodeId);
      for (long wallet : wallets) {
        assertThat(pay(wallet, AccountNumber.vault(7), 4)).isEqualTo(Outcome.Settled.INSTANCE);
      }
    }
    for (long wallet : wallets) {
      assertThat(bank.read(cluster, new Query.OfBalance(wallet)).payload())
          .isEqualTo(new ReadPayload.Balance(18, 0));
    }
  }

  @Test
  void shouldFetchTheHistoryThatCameAsASnapshot() throws Exception {
    start(3);
    issuer.admit(cluster, 7, FUNDS);
    long wallet = openWallets(1).getFirst();
    int shard = AccountNumber.shard(wallet, SHARDS);
    cluster.stop("node-3");
    for (int i = 0; i < 160; i++) {
      assertThat(pay(AccountNumber.vault(7), wallet, 1)).isEqualTo(Outcome.Settled.INSTANCE);
    }
    cluster.restart("node-3");
    HistoryStore late = cluster.node("node-3").store().history(shard);
    HistoryStore whole = cluster.node("node-1").store().history(shard);
    Await.until(
        "node-3 has fetched what it missed",
        Duration.ofSeconds(60),
        () -> {
          // The last record of a gap waits for one behind it.
          pay(AccountNumber.vault(7), wallet, 1);
          return cluster.node("node-3").shards().backfill().filled() > 0 && late.gaps().isEmpty();
        });
    List<HistoryRecord> fetched = late.read(1, 10_000, Long.MAX_VALUE);
    assertThat(fetched.getLast().number()).isEqualTo(fetched.size());
    List<HistoryRecord> original = whole.read(1, fetched.size(), Long.MAX_VALUE);
    for (int i = 0; i < Math.min(fetched.size(), original.size()); i++) {
      assertThat(fetched.get(i).chainHash()).isEqualTo(original.get(i).chainHash());
      assertThat(fetched.get(i).entry()).isEqualTo(original.get(i).entry());
    }
  }

  private List<Long> openWallets(int count) throws InterruptedException {
    List<Long> wallets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long wallet = AccountNumber.of(7, AccountNumber.FIRST_CUSTOMER_SERIAL + i);
      Outcome outcome =
          bank.execute(
              cluster, new Command.OpenAccount(TestBank.newId(), wallet, AccountKind.WALLET, 0));
      assertThat(outcome).isEqualTo(Outcome.Settled.INSTANCE);
      wallets.add(wallet);
    }
    return wallets;
  }

  private Outcome pay(long payer, long payee, long amount) throws InterruptedException {
    return bank.execute(
        cluster,
        new Command.Pay(TestBank.newId(), payer, payee, amount, Text.of("e2e"), Text.EMPTY));
  }

  private List<FeedKind> feedOf(int ofBank) throws InterruptedException {
    TestBank reader = new TestBank(genesis, ofBank);
    List<FeedKind> kinds = new ArrayList<>();
    for (int shard = 0; shard < SHARDS; shard++) {
      long from = 1;
      FeedPage page;
      do {
        page = (FeedPage) reader.read(cluster, new Query.OfFeed(shard, from, 64 * 1024)).payload();
        page.batches()
            .forEach(batch -> batch.records().forEach(record -> kinds.add(record.kind())));
        from = page.nextBatch();
      } while (!page.isLast());
    }
    return kinds;
  }
}
