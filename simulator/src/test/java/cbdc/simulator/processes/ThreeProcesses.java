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
import picocli.CommandLine;

/** Three nodes, each a process, with keys and genesis as an issuer makes them. None runs yet. */
final class ThreeProcesses {
  static final int SHARDS = 4;

  private static final int NODES = 3;

  private final Path folder;
  private final String clusterName = Unique.name("cbdc-processes");
  private final List<NodeProcess> nodes = new ArrayList<>();
  private final List<String> addresses = new ArrayList<>();
  private final LedgerGenesis genesis;

  ThreeProcesses(Path folder) throws IOException {
    this.folder = folder;
    this.genesis = makeKeysAndGenesis();
    prepareNodes();
  }

  List<NodeProcess> nodes() {
    return nodes;
  }

  /** Node {@code number}, from 1. */
  NodeProcess node(int number) {
    return nodes.get(number - 1);
  }

  LedgerGenesis genesis() {
    return genesis;
  }

  String clusterName() {
    return clusterName;
  }

  List<String> addresses() {
    return addresses;
  }

  Path key(String name) {
    return folder.resolve("keys").resolve(name);
  }

  /** A bank, and the issuer that may admit it. */
  BankOfNodes bank() {
    return new BankOfNodes(
        genesis,
        new TransportConfig(clusterName, "bank", addresses),
        List.of(key("issuer-1.p12"), key("issuer-2.p12")));
  }

  /** Starts these, in this order, and waits until all of them are ready. */
  void startAndAwait(int... numbers) throws IOException {
    for (int number : numbers) {
      node(number).start();
    }
    for (int number : numbers) {
      node(number).awaitReady();
    }
  }

  private LedgerGenesis makeKeysAndGenesis() throws IOException {
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
    return GenesisCodec.decode(Files.readAllBytes(file));
  }

  private void prepareNodes() {
    List<String> links = new ArrayList<>();
    List<String> members = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      links.add("127.0.0.1:" + Unique.port());
      members.add("127.0.0.1:" + Unique.port());
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
                  "cluster.address=" + members.get(i),
                  "cluster.members=" + String.join(",", members),
                  "services.address=" + addresses.get(i),
                  "management.address=127.0.0.1:0")));
    }
  }

  /** Runs a command of the command line in this process; it must succeed. */
  static void cbdc(Object... arguments) {
    List<String> words = new ArrayList<>();
    for (Object argument : arguments) {
      words.add(argument.toString());
    }
    StringWriter output = new StringWriter();
    PrintWriter printer = new PrintWriter(output);
    CommandLine line = CbdcCommand.commandLine().setOut(printer).setErr(printer);
    assertThat(line.execute(words.toArray(String[]::new))).as("%s%n%s", words, output).isZero();
  }

  /** Leaves no process behind. */
  void destroy() throws InterruptedException {
    for (NodeProcess node : nodes) {
      node.destroy();
    }
  }
}
