package cbdc.simulator.node;

import cbdc.crypto.KeyFileException;
import cbdc.crypto.NodeCertificates;
import cbdc.settlement.node.link.LinkConfig;
import cbdc.simulator.console.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./cbdc node init}: what the nodes of a cluster start from. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Make the folders that the nodes of a cluster start from: a commented configuration, and the key and certificate of the node"
          + " link, signed by a small authority of the cluster's own.",
      "",
      "Nothing that is there is ever overwritten. For nodes on machines of their own, carry each its folder, and keep the"
          + " authority's key (ca/ca-key.pem) away from all of them."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./cbdc node init data/bank --nodes 3 --base-port 7500",
      "  ./cbdc node init cluster --node node-1@10.0.0.1 --node node-2@10.0.0.2 --node node-3@10.0.0.3",
      "  ./cbdc node init cluster --node node-1@10.0.0.1 --node node-2@10.0.0.2 --node node-4@10.0.0.4 --id node-4",
      "",
      "The last one makes the folder of one node only, with the authority that is there: for a node that replaces another.",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:done",
      "  1:something is there already, or cannot be written",
      "  2:wrong usage: nothing was written",
    })
final class NodeInitCommand implements Runnable {
  private static final int BASE_PORT_MAX = 65_000;
  private static final int NODES_MAX = 99;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FOLDER", description = "Where the nodes' folders go.")
  private Path folder;

  @ArgGroup(multiplicity = "0..1")
  private Nodes nodes = new Nodes();

  /** Either so many nodes here, or named ones elsewhere. */
  private static final class Nodes {
    @Option(
        names = "--nodes",
        paramLabel = "COUNT",
        description = "So many nodes on this machine, node-1 and so on: 1, 3 or more; default 1.")
    private int here = 1;

    @Option(
        names = "--node",
        paramLabel = "ID@HOST",
        description = "A node on a machine of its own; one for each node.")
    private List<String> named = List.of();
  }

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "Make the folder of this one node only; default all.")
  private String id;

  @Option(
      names = "--base-port",
      paramLabel = "PORT",
      defaultValue = "7400",
      description = {
        "The first node's link is one port further on, its services port 101, its management port 201, its cluster port 301; default"
            + " ${DEFAULT-VALUE}."
      })
  private int basePort;

  @Option(
      names = "--genesis",
      paramLabel = "FILE",
      description = "Genesis of the ledger, made by the issuer; default FOLDER/genesis.bin.")
  private Path genesis;

  @Override
  public void run() {
    List<ClusterPlan.Node> wanted = wanted(plan());
    try {
      write(plan(), wanted);
    } catch (KeyFileException | IOException failed) {
      throw CommandFailure.failed(failed.getMessage(), failed);
    }
  }

  private ClusterPlan plan() {
    if (basePort < 1 || basePort > BASE_PORT_MAX) {
      throw CommandFailure.usage(
          "--base-port: expected 1 to " + BASE_PORT_MAX + " but got " + basePort);
    }
    if (!nodes.named.isEmpty()) {
      try {
        return ClusterPlan.on(nodes.named, basePort);
      } catch (IllegalArgumentException wrong) {
        throw CommandFailure.usage("--node: " + wrong.getMessage());
      }
    }
    if (nodes.here < 1 || nodes.here > NODES_MAX) {
      throw CommandFailure.usage("--nodes: expected 1 to " + NODES_MAX + " but got " + nodes.here);
    }
    if (nodes.here == 1 && id != null) {
      return new ClusterPlan(List.of(ClusterPlan.Node.of(id, "127.0.0.1", basePort, 1)));
    }
    return ClusterPlan.here(nodes.here, basePort);
  }

  private List<ClusterPlan.Node> wanted(ClusterPlan plan) {
    if (plan.nodes().size() == 2) {
      throw CommandFailure.usage(
          "two nodes survive the loss of neither, since a majority of two is two: make 1, 3 or more");
    }
    for (ClusterPlan.Node node : plan.nodes()) {
      if (!LinkConfig.NODE_ID.matcher(node.id()).matches()) {
        throw CommandFailure.usage(
            "node id '" + node.id() + "': expected " + LinkConfig.NODE_ID_FORM);
      }
    }
    List<ClusterPlan.Node> wanted =
        plan.nodes().stream().filter(node -> id == null || node.id().equals(id)).toList();
    if (wanted.isEmpty()) {
      throw CommandFailure.usage("--id: " + id + " is none of the nodes that --node names");
    }
    return wanted;
  }

  private void write(ClusterPlan plan, List<ClusterPlan.Node> wanted) throws IOException {
    for (ClusterPlan.Node node : wanted) {
      folderOf(node).requireNew();
    }
    NodeCertificates authority = authority();
    Path genesisFile = genesis == null ? folder.resolve("genesis.bin") : genesis;
    PrintWriter out = spec.commandLine().getOut();
    for (ClusterPlan.Node node : wanted) {
      folderOf(node).write(plan, genesisFile, authority);
      out.printf("made %s%n", folderOf(node).config());
    }
    if (!Files.exists(genesisFile)) {
      out.printf(
          "put the ledger's genesis at %s before they start; './cbdc issuer genesis' makes it%n",
          genesisFile);
    }
    out.printf("start each in a terminal of its own, or by deploy/systemd:%n");
    for (ClusterPlan.Node node : wanted) {
      out.printf("  ./cbdc node start --config %s%n", folderOf(node).config());
    }
    out.flush();
  }

  /** The authority that is there, or a new one. */
  private NodeCertificates authority() throws IOException {
    Path home = folder.resolve("ca");
    if (Files.exists(home)) {
      return NodeCertificates.read(home);
    }
    NodeFolder.createPrivate(home);
    NodeCertificates made =
        NodeCertificates.create("cbdc node links", Instant.now(), new SecureRandom());
    made.write(home);
    return made;
  }

  private NodeFolder folderOf(ClusterPlan.Node node) {
    return new NodeFolder(folder.resolve(node.id()), node);
  }
}
