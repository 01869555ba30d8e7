package cbdc.simulator.processes;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.LedgerGenesis;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes as three processes, from the issuer's first key to the last check of what they left,
 * as docs/banks.md describes.
 */
@Timeout(300)
class SeparateProcessesIT {
  private static final int STOPPED_BY_SIGTERM = 143;
  private static final long ISSUED = 1_000_000;

  @TempDir Path folder;

  private ThreeProcesses processes;

  @AfterEach
  void leaveNoProcessBehind() throws InterruptedException {
    processes.destroy();
  }

  @Test
  void shouldGoOnPayingAfterAKillAndStopCleanly() throws Exception {
    processes = new ThreeProcesses(folder);
    List<NodeProcess> nodes = processes.nodes();
    LedgerGenesis genesis = processes.genesis();
    processes.startAndAwait(1, 2, 3);
    List<Long> vault;
    try (BankOfNodes bank = processes.bank()) {
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
    ThreeProcesses.cbdc(
        "issuer",
        "supply",
        "--key",
        processes.key("issuer-1.p12"),
        "--set",
        "issuer.nodes=" + processes.addresses().getFirst(),
        "--set",
        "issuer.cluster-name=" + processes.clusterName(),
        "--set",
        "issuer.cluster-id=" + new UUID(genesis.clusterHigh(), genesis.clusterLow()));

    nodes.forEach(NodeProcess::terminate);
    for (NodeProcess node : nodes) {
      assertThat(node.awaitExit()).as(node::output).isEqualTo(STOPPED_BY_SIGTERM);
      assertThat(node.output()).contains("STOPPING -> STOPPED").doesNotContain("HALT");
    }
    ThreeProcesses.cbdc("verify", nodes.get(0).data(), nodes.get(1).data(), nodes.get(2).data());
  }
}
