package cbdc.settlement.node.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.kit.StartException;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.Text;
import cbdc.protocol.wire.BatchAnswer;
import cbdc.protocol.wire.Query;
import cbdc.protocol.wire.ReadPayload;
import cbdc.settlement.node.cluster.ClusterEndpoint;
import cbdc.settlement.node.link.LinkAddress;
import cbdc.settlement.node.store.NodeStore;
import cbdc.settlement.node.store.StorageLevel;
import cbdc.settlement.node.store.StoreOptions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What keeps a whole node from starting, or from taking payments, and the one line that says so.
 */
@Timeout(120)
class RefusedStartIT {
  private static final String HOST = "127.0.0.1";

  @TempDir Path dir;

  private final AtomicReference<String> halted = new AtomicReference<>();
  private final LedgerGenesis genesis = TestBank.genesis(2);
  private LocalCluster cluster;

  @AfterEach
  void stop() {
    if (cluster != null) {
      cluster.close();
    }
    assertThat(halted.get()).isNull();
  }

  @Test
  void shouldNameTheKeyOfAnAddressThatIsTaken() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int taken = other.getLocalPort();
      int[][] ports = {{taken, 0, 0, 0}, {0, taken, 0, 0}, {0, 0, taken, 0}, {0, 0, 0, taken}};
      String[] keys = {"link.address", "cluster.address", "services.address", "management.address"};
      for (int i = 0; i < keys.length; i++) {
        NodeSettings settings =
            settings("node-1", ports[i][0], ports[i][1], ports[i][2], ports[i][3], standard());
        assertRefused(
            settings,
            keys[i]
                + ": cannot listen on 127.0.0.1:"
                + taken
                + ": the port is taken or the address is not this machine's;"
                + " stop the program that has it or choose another");
      }
    }
  }

  @Test
  void shouldNameTheProcessThatUsesTheDirectory() {
    start();
    assertRefused(
        settings(0, 0, 0, standard()),
        "data.dir: data directory in use by process "
            + ProcessHandle.current().pid()
            + ": "
            + dir.resolve("node-1")
            + ". Stop that process, or use another directory");
  }

  @Test
  void shouldRefuseADirectoryOfAnotherNode() {
    start();
    cluster.close();
    assertRefused(
        settings("node-2", 0, 0, 0, 0, standard()),
        "data.dir: "
            + dir.resolve("node-1")
            + ": data directory of another node: expected node node-2 but found node node-1 of cluster "
            + new UUID(genesis.clusterHigh(), genesis.clusterLow())
            + ". Check the configured directory and node id");
    cluster.restart("node-1");
  }

  @Test
  void shouldNeverStartANodeThatItsClusterRemoved() {
    start();
    cluster.close();
    try (NodeStore store =
        NodeStore.open(dir.resolve("node-1"), StoreOptions.small(), this::halted)) {
      store.genesis().markRemoved();
    }
    assertRefused(
        settings(0, 0, 0, standard()),
        "data.dir: "
            + dir.resolve("node-1")
            + ": node node-1 was removed from its cluster."
            + " Start a new node with a new id and an empty data directory");
  }

  @Test
  void shouldRefuseADirectoryOfAnotherVersion() throws IOException {
    Files.createDirectories(dir.resolve("node-1"));
    Files.writeString(dir.resolve("node-1/format"), "cbdc-node-store 99\n");
    assertRefused(
        settings(0, 0, 0, standard()),
        "data.dir: data directory "
            + dir.resolve("node-1")
            + " is of another version: expected 'cbdc-node-store 1' but found 'cbdc-node-store 99'."
            + " Start it with the program version that wrote it");
  }

  @Test
  void shouldRefuseToStartOnAFullDisk() {
    assertThatThrownBy(() -> node(settings(0, 0, 0, disk(Long.MAX_VALUE, Long.MAX_VALUE))))
        .isInstanceOf(StartException.class)
        .hasMessageStartingWith("data.dir: disk nearly full: expected at least")
        .hasMessageEndingWith("Free some space, then start the node again")
        .satisfies(thrown -> assertThat(thrown.getMessage().lines()).hasSize(1));
  }

  @Test
  void shouldRefuseADamagedStore() throws IOException {
    start();
    cluster.close();
    flipAByteOf(largestLogFile());
    assertThatThrownBy(() -> cluster.restart("node-1"))
        .isInstanceOf(StartException.class)
        .hasMessageStartingWith("data.dir: ")
        .hasMessageContaining("damaged")
        .satisfies(thrown -> assertThat(thrown.getMessage().lines()).hasSize(1));
  }

  @Test
  void shouldRefusePaymentsButAnswerReadsWhenTheDiskIsLow() throws Exception {
    start();
    new TestBank(genesis, 0).admit(cluster, 7, 1_000);
    cluster.stop("node-1");

    cluster.restart("node-1", disk(Long.MAX_VALUE, 0));

    SettlementNode node = cluster.node("node-1");
    TestBank bank = new TestBank(genesis, 7);
    ReadPayload balance = bank.read(cluster, new Query.OfBalance(AccountNumber.vault(7))).payload();
    assertThat(balance).isEqualTo(new ReadPayload.Balance(1_000, 0));
    assertThat(node.store().measureStorage()).isEqualTo(StorageLevel.LOW);
    assertThat(bank.flush(node, 0, pay()))
        .isInstanceOfSatisfying(
            BatchAnswer.Refused.class,
            refused -> assertThat(refused.code()).isEqualTo(RejectionCode.STORAGE_LOW));
  }

  private static Command pay() {
    return new Command.Pay(
        TestBank.newId(),
        AccountNumber.vault(7),
        AccountNumber.vault(8),
        1,
        Text.EMPTY,
        Text.EMPTY);
  }

  private void start() {
    cluster = LocalCluster.start(dir, 1, genesis, standard(), this::halted);
  }

  private void halted(String reason, Throwable cause) {
    halted.compareAndSet(null, reason + " " + cause);
  }

  private static NodeSettings.Tuning standard() {
    return NodeSettings.Tuning.small();
  }

  /** With these limits the real disk counts as low, or as full. */
  private static NodeSettings.Tuning disk(long lowBytes, long haltBytes) {
    return standard().withStore(StoreOptions.small().withDiskLimits(lowBytes, haltBytes));
  }

  private void assertRefused(NodeSettings settings, String message) {
    assertThatThrownBy(() -> node(settings)).isInstanceOf(StartException.class).hasMessage(message);
  }

  private void node(NodeSettings settings) {
    SettlementNode.start(settings, this::halted).close();
  }

  private NodeSettings settings(int link, int member, int management, NodeSettings.Tuning tuning) {
    return settings("node-1", link, member, 0, management, tuning);
  }

  private NodeSettings settings(
      String nodeId,
      int link,
      int member,
      int services,
      int management,
      NodeSettings.Tuning tuning) {
    return new NodeSettings(
        nodeId,
        dir.resolve("node-1"),
        new NodeSettings.Network(
            new LinkAddress(HOST, link),
            Map.of(),
            Optional.empty(),
            "cbdc-refused",
            ClusterEndpoint.of(HOST, member),
            ClusterEndpoint.of(HOST, services),
            List.of(HOST + ":" + member),
            HOST,
            management),
        new NodeSettings.NewCluster(1, 2, Optional.of(genesis), false),
        tuning,
        Optional.empty());
  }

  /** The write-ahead log that holds most. */
  private Path largestLogFile() throws IOException {
    try (Stream<Path> files = Files.list(dir.resolve("node-1/db"))) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .max(Comparator.comparingLong(file -> file.toFile().length()))
          .orElseThrow();
    }
  }

  private static void flipAByteOf(Path file) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      long at = bytes.length() / 4;
      bytes.seek(at);
      int before = bytes.read();
      bytes.seek(at);
      bytes.write(before ^ 0x10);
    }
  }
}
