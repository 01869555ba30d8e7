package cbdc.simulator.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.crypto.KeyGeneration;
import cbdc.crypto.SignatureSuite;
import cbdc.issuer.client.SettlementConnection;
import cbdc.issuer.core.CommandIds;
import cbdc.issuer.core.Issuer;
import cbdc.issuer.core.LedgerKeys;
import cbdc.issuer.core.OrderDraft;
import cbdc.issuer.store.PolicyFiles;
import cbdc.protocol.BankStatus;
import cbdc.protocol.Outcome;
import cbdc.protocol.PublicKey;
import cbdc.protocol.wire.ReadPayload.Registry;
import cbdc.settlement.client.transport.TransportConfig;
import cbdc.settlement.node.app.LocalCluster;
import cbdc.settlement.node.app.NodeSettings;
import cbdc.simulator.console.CommandFailure;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class FoundingTest {
  private static final int BANK = 1;
  private static final Map<Integer, Long> VAULTS = Map.of(BANK, 1_000L);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final PublicKey other =
      LedgerKeys.of(KeyGeneration.forTest(SignatureSuite.ED25519, "other key").verifyingKey());

  @TempDir private Path folder;
  private SystemDirectory directory;
  private LocalCluster cluster;
  private SettlementConnection connection;

  @AfterEach
  void stop() {
    if (connection != null) {
      connection.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void shouldLeaveTheCentralBanksOrdersOfARunAlone() throws Exception {
    start(SystemPurpose.RUN);
    founding().run(VAULTS);
    assertThat(registry().keys()).containsExactly(own());
    order(OrderDraft.setBank(BANK, BankStatus.SUSPENDED, 1_000, List.of(other, own())));
    Registry ordered = registry();

    founding().run(VAULTS);

    assertThat(registry()).isEqualTo(ordered);
    assertThat(ordered.status()).isEqualTo(BankStatus.SUSPENDED);
  }

  @Test
  void shouldRaiseTheQuotaThatALongerReplayNeedsAndNothingElse() throws Exception {
    start(SystemPurpose.REPLAY);
    founding().run(VAULTS);
    order(OrderDraft.setBank(BANK, BankStatus.ACTIVE, 1_000, List.of(other, own())));

    founding().run(Map.of(BANK, 5_000L));

    assertThat(registry().quota()).isEqualTo(5_000);
    assertThat(registry().keys()).containsExactlyInAnyOrder(other, own());
    assertThat(registry().status()).isEqualTo(BankStatus.ACTIVE);
  }

  @Test
  void shouldSayThatABankHasAnotherKeyByNow() throws Exception {
    start(SystemPurpose.RUN);
    founding().run(VAULTS);
    order(OrderDraft.setBank(BANK, BankStatus.ACTIVE, 1_000, List.of(other)));

    assertThatThrownBy(() -> founding().run(VAULTS))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith("the ledger knows bank 0001 by other keys than the one in ");
    assertThat(registry().keys()).containsExactly(other);
  }

  private void start(SystemPurpose purpose) throws Exception {
    directory = SystemDirectory.open(folder.resolve("data"), Optional.of(1), purpose);
    cluster =
        LocalCluster.start(
            directory.path(),
            1,
            directory.genesis(PolicyFiles.preset("ecny-2021").policy()),
            NodeSettings.Tuning.small(),
            (reason, cause) -> {
              throw new AssertionError(reason, cause);
            });
    connection =
        SettlementConnection.open(
            new TransportConfig(cluster.clusterName(), "founding", cluster.addresses()),
            directory.clusterId(),
            directory.issuerKeys().getFirst(),
            PATIENCE);
  }

  private Founding founding() {
    return new Founding(connection.ledger(), directory);
  }

  private PublicKey own() {
    return LedgerKeys.of(directory.bankKey(BANK).verifyingKey());
  }

  private Registry registry() throws Exception {
    return connection
        .ledger()
        .registry(BANK)
        .toCompletableFuture()
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private void order(OrderDraft draft) throws Exception {
    Issuer issuer =
        new Issuer(
            connection.ledger(),
            directory.clusterId(),
            directory.issuerKeys(),
            CommandIds.of(Clock.systemUTC(), new SecureRandom()),
            Clock.systemUTC(),
            Runnable::run,
            Issuer.Terms.DEFAULT);
    assertThat(issuer.execute(draft).toCompletableFuture().get(60, TimeUnit.SECONDS))
        .isEqualTo(Outcome.Settled.INSTANCE);
  }
}
