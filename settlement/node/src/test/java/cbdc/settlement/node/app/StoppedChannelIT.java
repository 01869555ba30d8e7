package cbdc.settlement.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.LedgerGenesis;
import cbdc.settlement.client.SettlementClientConfig;
import cbdc.settlement.node.shard.ForgedShipment;
import cbdc.settlement.node.shard.RecoveryPoint;
import cbdc.testkit.Await;
import cbdc.testkit.SeededRandom;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node sends what its shard never sent: one channel stops with an alarm, all others go on, and
 * once that node is gone an operator lets the channel go on, with no payment lost or doubled.
 */
@Timeout(120)
class StoppedChannelIT {
  private static final int SHARDS = 4;
  private static final int SOURCE = 1;
  private static final int DESTINATION = 2;
  private static final int WALLETS = 12;
  private static final int PAYMENTS = 2_000;
  private static final long VAULT_FUNDS = 10_000_000;
  private static final long WALLET_FUNDS = 100_000;

  @TempDir Path dir;

  private final AtomicReference<String> halted = new AtomicReference<>();
  private final LedgerGenesis genesis =
      TestBank.genesis(SHARDS, LedgerGenesis.RULES_WITH_RESUMED_CHANNELS);
  private final List<AutoCloseable> open = new ArrayList<>();
  private LocalCluster cluster;

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
    assertThat(halted.get()).isNull();
  }

  @Test
  void shouldGoOnAfterTheNodeThatLiedIsGoneWithoutLosingOrDoublingAPayment() throws Exception {
    cluster =
        opened(
            LocalCluster.start(
                dir,
                3,
                genesis,
                NodeSettings.Tuning.small(),
                (reason, cause) -> halted.compareAndSet(null, reason + " " + cause)));
    BankClient issuer = opened(new BankClient(cluster, 0, SettlementClientConfig.defaults()));
    BankClient bank = opened(new BankClient(cluster, 7, SettlementClientConfig.defaults()));
    PaymentLoad load = opened(new PaymentLoad(List.of(bank), new SeededRandom(6)));
    new TestBank(genesis, 0).admit(cluster, 7, VAULT_FUNDS);
    bank.openWallets(WALLETS);
    bank.wallets().forEach(w -> load.pay(bank, bank.payment(bank.vault(), w, WALLET_FUNDS)));
    load.awaitOutcomes("when wallets are filled", WALLETS);

    String honest = leaderOf(DESTINATION);
    String liar = cluster.nodeIds().stream().filter(n -> !n.equals(honest)).findFirst().get();
    stopChannel(honest, liar);
    Command.Pay waiting = bank.payment(walletOf(bank, SOURCE), walletOf(bank, DESTINATION), 5);
    load.pay(bank, waiting);
    Command.Pay elsewhere = bank.payment(walletOf(bank, SOURCE), walletOf(bank, 3), 5);
    load.pay(bank, elsewhere);
    Await.until("other channels go on", () -> load.outcomes().containsKey(elsewhere.id()));
    CommandId waitsFor = waiting.id();
    Await.until("the source's leader hears that it is refused", this::isRefused);
    assertThat(load.outcomes()).doesNotContainKey(waitsFor);
    assertAlarm(honest);

    cluster.stop(liar);
    Await.until("it goes on", () -> resume(leaderOf(DESTINATION)).statusCode() == 200);
    load.start();
    load.phase(PAYMENTS);
    load.awaitOutcomes("after the channel went on", PAYMENTS / 2);
    cluster.restart(liar);
    load.finish();

    assertThat(load.outcomes()).containsKey(waitsFor);
    Await.until("no channel is refused any longer", () -> !isRefused());
    assertThat(cluster.node(honest).shards().counters(DESTINATION).channels().stopped()).isEmpty();
    HttpResponse<String> again = resume(leaderOf(DESTINATION));
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.body()).contains("is not stopped");
    List<BankClient> banks = List.of(bank);
    ClusterAudit audit = new ClusterAudit(cluster, SHARDS);
    ClusterAudit.checkBalances(banks, ClusterAudit.balances(load, banks, VAULT_FUNDS));
    audit.checkMoney(issuer, VAULT_FUNDS);
    audit.checkReplicas();
  }

  /** Lets a node deliver what shard 1 never sent, until shard 2 has stopped its channel. */
  private void stopChannel(String leader, String liar) {
    SettlementNode node = cluster.node(leader);
    Await.until(
        "the channel is stopped",
        () -> {
          CompletableFuture<RecoveryPoint> read = new CompletableFuture<>();
          node.shards().readPoint(DESTINATION, read::complete);
          long next = read.get(10, TimeUnit.SECONDS).received().get(SOURCE) + 1;
          node.shards().courier().onShipments(liar, ForgedShipment.of(SOURCE, DESTINATION, next));
          return !node.shards().counters(DESTINATION).channels().stopped().isEmpty();
        });
  }

  private void assertAlarm(String nodeId) throws Exception {
    HttpClient http = opened(HttpClient.newHttpClient());
    HttpRequest request = HttpRequest.newBuilder(management(nodeId, "/status")).build();
    JsonObject status = new JsonObject(http.send(request, BodyHandlers.ofString()).body());
    String ready = status.getJsonObject("health").getJsonObject("ready").encode();
    assertThat(ready).contains("shard 2 stopped the channel from shard 1");
    assertThat(status.getJsonArray("shards").getJsonObject(DESTINATION).encode())
        .contains("\"stopped_channels_from\":[1]");
    HttpRequest scrape = HttpRequest.newBuilder(management(nodeId, "/metrics")).build();
    assertThat(http.send(scrape, BodyHandlers.ofString()).body())
        .contains("cbdc_node_channels_stopped 1")
        .containsPattern(
            "cbdc_node_transitions_total\\{from=\"FLOWING\",of=\"channel\",to=\"STOPPED\"} 1");
  }

  private HttpResponse<String> resume(String nodeId) throws Exception {
    HttpClient http = opened(HttpClient.newHttpClient());
    String token = Files.readString(ManagementToken.fileIn(dir.resolve(nodeId))).strip();
    String path = "/channels/resume?shard=" + DESTINATION + "&from=" + SOURCE;
    HttpRequest request =
        HttpRequest.newBuilder(management(nodeId, path))
            .header("Authorization", "Bearer " + token)
            .timeout(Duration.ofSeconds(20))
            .POST(BodyPublishers.noBody())
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  private URI management(String nodeId, String path) {
    return URI.create("http://127.0.0.1:" + cluster.node(nodeId).managementPort() + path);
  }

  private boolean isRefused() {
    return cluster.nodeIds().stream()
        .map(cluster::node)
        .anyMatch(node -> !node.shards().counters(SOURCE).channels().refusedBy().isEmpty());
  }

  private String leaderOf(int shard) {
    return Await.value(
        "shard " + shard + " has a leader",
        Duration.ofSeconds(20),
        () ->
            cluster.nodeIds().stream()
                .filter(n -> cluster.node(n) != null)
                .filter(n -> cluster.node(n).shards().leading().contains(shard))
                .findFirst()
                .or(Optional::empty));
  }

  private static long walletOf(BankClient bank, int shard) {
    return bank.wallets().stream()
        .filter(wallet -> AccountNumber.shard(wallet, SHARDS) == shard)
        .findFirst()
        .orElseThrow();
  }

  private <T extends AutoCloseable> T opened(T closeable) {
    open.add(closeable);
    return closeable;
  }
}
