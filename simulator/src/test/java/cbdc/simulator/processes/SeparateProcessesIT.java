package cbdc.simulator.processes;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.GenesisCodec;
import cbdc.protocol.LedgerGenesis;
import cbdc.settlement.client.transport.TransportConfig;
import cbdc.simulator.app.CbdcCommand;
import cbdc.testkit.Unique;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Three nodes as three processes, from the issuer's first key to the last check of what they left,
 * as docs/banks.md describes.
 */
@Timeout(300)
class SeparateProcessesIT {
  private static final int NODES = 3;
  private static final int SHARDS = 4;
  private static final int STOPPED_BY_SIGTERM = 143;
  private static final long ISSUED = 1_000_000;

  @TempDir Path folder;

  private final List<NodeProcess> nodes = new ArrayList<>();
  private final String clusterName = Unique.name("cbdc-processes");
  private List<String> addresses;
  private LedgerGenesis genesis;

  @AfterEach
  void leaveNoProcessBehind() throws InterruptedException {
    for (NodeProcess node : nodes) {
      node.destroy();
    }
  }

  @Test
  void shouldGoOnPayingAfterAKillAndStopCleanly() throws Exception {
    makeKeysAndGenesis();
    prepareNodes();
    for (NodeProcess node : nodes) {
      node.start();
    }
    nodes.forEach(NodeProcess::awaitReady);
    List<Long> vault;
    try (BankOfNodes bank =
        new BankOfNodes(
            genesis,
            new TransportConfig(clusterName, "bank", addresses),
            List.of(key("issuer-1.p12"), key("issuer-2.p12")))) {
      bank.admit(ISSUED);
      vault = List.of(bank.vault());
      List<Long> wallets = bank.openWallets(8);
      bank.payAll(vault, wallets, 1_000);
      bank.payAll(wallets, wallets, 10);

      nodes.get(1).kill();
      bank.payAll(wallets, wallets, 10);
      nodes.get(1).start();
      bank.payAll(wallets, vault, 100);
      nodes.get(1).awaitReady();
      bank.payAll(wallets, vault, 50);

      for (long wallet : wallets) {
        assertThat(bank.balance(wallet)).isEqualTo(850);
      }
      assertThat(bank.balance(bank.vault())).isEqualTo(ISSUED - 8 * 850);
    }
    cbdc(
        "issuer",
        "supply",
        "--key",
        key("issuer-1.p12"),
        "--set",
        "issuer.nodes=" + addresses.getFirst(),
        "--set",
        "issuer.cluster-name=" + clusterName,
        "--set",
        "issuer.cluster-id=" + new UUID(genesis.clusterHigh(), genesis.clusterLow()));

    nodes.forEach(NodeProcess::terminate);
    for (NodeProcess node : nodes) {
      assertThat(node.awaitExit()).as(node::output).isEqualTo(STOPPED_BY_SIGTERM);
      assertThat(node.output()).contains("STOPPING -> STOPPED").doesNotContain("HALT");
    }
    cbdc("verify", nodes.get(0).data(), nodes.get(1).data(), nodes.get(2).data());
  }

  private Path key(String name) {
    return folder.resolve("keys").resolve(name);
  }

  private void makeKeysAndGenesis() throws IOException {
    Path file = folder.resolve("genesis.bin");
    cbdc("issuer", "keys", "new", "--count", 3, "--threshold", 2, "--out", folder.resolve("keys"));
    cbdc(
        "issuer",
        "genesis",
        "--keys",
        key("issuer-keys.yaml"),
        "--preset",
        "ecny-2021",
        "--shards",
        SHARDS,
        "--out",
        file);
    genesis = GenesisCodec.decode(Files.readAllBytes(file));
  }

  private void prepareNodes() {
    List<String> links = new ArrayList<>();
    addresses = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      links.add("127.0.0.1:" + Unique.port());
      addresses.add("127.0.0.1:" + Unique.port());
    }
    for (int i = 0; i < NODES; i++) {
      List<String> peers = new ArrayList<>();
      for (int peer = 0; peer < NODES; peer++) {
        if (peer != i) {
          peers.add("node-" + (peer + 1) + "@" + links.get(peer));
        }
      }
      nodes.add(
          new NodeProcess(
              "node-" + (i + 1),
              folder,
              List.of(
                  "genesis.file=" + folder.resolve("genesis.bin"),
                  "link.address=" + links.get(i),
                  "link.peers=" + String.join(",", peers),
                  "cluster.name=" + clusterName,
                  "cluster.address=" + addresses.get(i),
                  "cluster.members=" + String.join(",", addresses),
                  "management.address=127.0.0.1:0")));
    }
  }

  /** Runs a command of the command line in this process; it must succeed. */
  private static void cbdc(Object... arguments) {
    List<String> words = new ArrayList<>();
    for (Object argument : arguments) {
      words.add(argument.toString());
    }
    StringWriter output = new StringWriter();
    PrintWriter printer = new PrintWriter(output);
    CommandLine line = CbdcCommand.commandLine().setOut(printer).setErr(printer);
    assertThat(line.execute(words.toArray(String[]::new))).as("%s%n%s", words, output).isZero();
  }
}
