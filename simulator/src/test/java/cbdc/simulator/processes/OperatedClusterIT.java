package cbdc.simulator.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.protocol.GenesisCodec;
import cbdc.protocol.LedgerGenesis;
import cbdc.settlement.client.transport.TransportConfig;
import cbdc.settlement.node.app.LocalCluster;
import cbdc.settlement.node.app.ManagementToken;
import cbdc.settlement.node.app.NodeSettings;
import cbdc.settlement.node.store.NodeStore;
import cbdc.settlement.node.store.StoreException;
import cbdc.settlement.node.store.StoreOptions;
import cbdc.simulator.app.CbdcCommand;
import cbdc.simulator.console.ExitCode;
import cbdc.testkit.Await;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator asks of three running nodes, while a bank pays. */
@Timeout(300)
class OperatedClusterIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long ISSUED = 1_000_000;
  private static final int WALLETS = 6;

  @TempDir private Path folder;

  private final AtomicReference<String> halted = new AtomicReference<>();
  private LedgerGenesis genesis;
  private LocalCluster cluster;
  private String output = "";

  @BeforeEach
  void start() throws IOException {
    Path file = folder.resolve("genesis.bin");
    Path keys = folder.resolve("keys");
    assertThat(run("issuer", "keys", "new", "--count", 3, "--threshold", 2, "--out", keys))
        .isZero();
    assertThat(
            run(
                "issuer",
                "genesis",
                "--keys",
                keys.resolve("issuer-keys.yaml"),
                "--preset",
                "ecny-2021",
                "--shards",
                4,
                "--out",
                file))
        .as(() -> output)
        .isZero();
    genesis = GenesisCodec.decode(Files.readAllBytes(file));
    cluster = startIn("nodes");
  }

  @AfterEach
  void stop() {
    cluster.close();
    assertThat(halted.get()).isNull();
  }

  @Test
  void shouldDrainANodeForWhoeverHasItsToken() throws IOException {
    awaitReady();
    try (BankOfNodes bank = bank()) {
      bank.admit(ISSUED);
      Path stranger = Files.writeString(folder.resolve("stranger"), "x".repeat(43));
      Files.setPosixFilePermissions(stranger, PosixFilePermissions.fromString("rw-------"));
      assertThat(run("node", "drain", at("node-1"), "--token-file", stranger))
          .isEqualTo(ExitCode.FAILED);
      assertThat(output).contains("needs 'Authorization: Bearer' with the token");
      assertThat(cluster.node("node-1").shards().isStopping()).isFalse();

      assertThat(run("node", "drain", at("node-1"), token("node-1"))).as(() -> output).isZero();
      assertThat(cluster.node("node-1").shards().leading()).isEmpty();
      assertThat(run("node", "status", at("node-1"))).as(() -> output).isZero();
      assertThat(output).contains("it takes no leadership", "FOLLOWER");
      List<Long> wallets = bank.openWallets(WALLETS);
      bank.payAll(List.of(bank.vault()), wallets, 10);
      assertThat(cluster.node("node-1").shards().leading()).isEmpty();

      assertThat(run("node", "drain", at("node-1"), token("node-1"), "--end")).isZero();
      assertThat(cluster.node("node-1").shards().isStopping()).isFalse();
    }
    cluster.stop("node-2");
    cluster.stop("node-3");
    Await.until(
        "node-1 says why it is not ready",
        LIMIT,
        () ->
            run("node", "status", at("node-1")) == ExitCode.REFUSED
                && output.contains("shard 0 has no quorum: of "));
  }

  @Test
  void shouldRestoreALostClusterFromABackupMadeUnderLoad() throws Exception {
    awaitReady();
    Path backup = folder.resolve("backup");
    List<Long> wallets;
    long acknowledged;
    try (BankOfNodes bank = bank();
        ExecutorService payer = Executors.newSingleThreadExecutor()) {
      bank.admit(ISSUED);
      wallets = bank.openWallets(WALLETS);
      bank.payAll(List.of(bank.vault()), wallets, 10_000);
      AtomicLong rounds = new AtomicLong();
      AtomicBoolean enough = new AtomicBoolean();
      List<Long> payers = wallets.subList(1, WALLETS);
      CompletableFuture<Void> load =
          CompletableFuture.runAsync(
              () -> {
                while (!enough.get()) {
                  bank.payAll(payers, wallets, 1);
                  rounds.incrementAndGet();
                }
              },
              payer);
      Await.until("payments are under way", LIMIT, () -> rounds.get() >= 3);
      acknowledged = rounds.get() * payers.size();
      int exit = run("node", "backup", at("node-2"), token("node-2"), "--to", backup);
      enough.set(true);
      load.join();
      assertThat(exit).as(() -> output).isZero();
      assertThat(output).contains("shard 0 ends at index ", "shard 3 ends at index ");
    }
    cluster.close();

    assertThatThrownBy(() -> NodeStore.open(backup, StoreOptions.small(), this::halt))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("a node never starts from one")
        .hasMessageContaining("replace the node");
    Path restored = folder.resolve("restored");
    assertThat(run("node", "restore", "--from", backup, "--to", restored))
        .as(() -> output)
        .isZero();
    assertThat(output).contains("shard 3 goes on after index ", "continues ledger ");
    assertThat(run("verify", restored.resolve("node-1"), folder.resolve("nodes/node-2")))
        .as("nodes of the old and the new cluster are never taken for one cluster")
        .isEqualTo(ExitCode.USAGE);

    cluster = startIn("restored");
    try (BankOfNodes bank = bank()) {
      assertThat(bank.balance(wallets.getFirst())).isGreaterThanOrEqualTo(10_000 + acknowledged);
      // What was on its way between two shards where the backup ends is delivered only now.
      Await.until("all the money is in the accounts", LIMIT, () -> total(bank, wallets) == ISSUED);
      bank.payAll(wallets, wallets, 1);
      assertThat(total(bank, wallets)).isEqualTo(ISSUED);
    }
    cluster.close();
    assertThat(run("verify", restored)).as(() -> output).isZero();
  }

  @Test
  void shouldRestoreFromAStoppedDirectory() {
    awaitReady();
    List<Long> wallets;
    try (BankOfNodes bank = bank()) {
      bank.admit(ISSUED);
      wallets = bank.openWallets(WALLETS);
      bank.payAll(List.of(bank.vault()), wallets, 500);
    }
    cluster.close();
    Path backup = folder.resolve("backup");
    assertThat(
            run(
                "node",
                "backup",
                "--stopped",
                "--set",
                "node.id=node-1",
                "--set",
                "cluster.members=127.0.0.1:7701",
                "--set",
                "data.dir=" + folder.resolve("nodes/node-1"),
                "--to",
                backup))
        .as(() -> output)
        .isZero();
    assertThat(run("node", "restore", "--from", backup, "--to", folder.resolve("restored")))
        .as(() -> output)
        .isZero();
    cluster = startIn("restored");
    try (BankOfNodes bank = bank()) {
      assertThat(wallets).allSatisfy(wallet -> assertThat(bank.balance(wallet)).isEqualTo(500));
    }
  }

  private static long total(BankOfNodes bank, List<Long> wallets) {
    return bank.balance(bank.vault()) + wallets.stream().mapToLong(bank::balance).sum();
  }

  private LocalCluster startIn(String name) {
    return LocalCluster.start(
        folder.resolve(name), 3, genesis, NodeSettings.Tuning.small(), this::halt);
  }

  private void halt(String reason, Throwable cause) {
    halted.compareAndSet(null, reason + ": " + cause);
  }

  private void awaitReady() {
    for (String node : cluster.nodeIds()) {
      Await.until(node + " is ready", LIMIT, () -> run("node", "status", at(node)) == ExitCode.OK);
    }
  }

  private BankOfNodes bank() {
    return new BankOfNodes(
        genesis,
        new TransportConfig(cluster.clusterName(), "bank", cluster.addresses()),
        List.of(
            folder.resolve("keys").resolve("issuer-1.p12"),
            folder.resolve("keys").resolve("issuer-2.p12")));
  }

  private String at(String node) {
    return "--management=127.0.0.1:" + cluster.node(node).managementPort();
  }

  private String token(String node) {
    return "--token-file=" + ManagementToken.fileIn(folder.resolve("nodes").resolve(node));
  }

  private int run(Object... arguments) {
    String[] words = new String[arguments.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = arguments[i].toString();
    }
    StringWriter written = new StringWriter();
    PrintWriter printer = new PrintWriter(written);
    int exit = CbdcCommand.commandLine().setOut(printer).setErr(printer).execute(words);
    output = written.toString();
    return exit;
  }
}
