package cbdc.simulator.node;

import cbdc.crypto.NodeCertificate;
import cbdc.crypto.NodeCertificates;
import cbdc.kit.config.ConfigTemplate;
import cbdc.settlement.node.app.NodeConfig;
import cbdc.simulator.console.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The folder that a node starts from: its configuration, and the key and certificates of its link.
 */
final class NodeFolder {
  private static final String CONFIG = "node.yaml";
  private static final String TRUST = "ca.pem";

  private final Path folder;
  private final ClusterPlan.Node node;

  NodeFolder(Path folder, ClusterPlan.Node node) {
    this.folder = folder;
    this.node = node;
  }

  /** The configuration file. */
  Path config() {
    return folder.resolve(CONFIG);
  }

  /** Refuses a folder in which something would have to be overwritten. */
  void requireNew() {
    for (Path file : List.of(config(), key(), certificate(), folder.resolve(TRUST))) {
      if (Files.exists(file)) {
        throw CommandFailure.failed(
            file + " exists already and is never overwritten: choose another folder");
      }
    }
  }

  /** Writes everything; only the owner may read the folder. */
  void write(ClusterPlan plan, Path genesis, NodeCertificates authority) throws IOException {
    createPrivate(folder);
    Instant now = Instant.now();
    NodeCertificate certificate =
        authority.issue(node.id(), List.of(node.link().host()), now, new SecureRandom());
    certificate.write(folder);
    Files.writeString(
        folder.resolve(TRUST), authority.authorityPem(), StandardOpenOption.CREATE_NEW);
    Files.writeString(config(), text(plan, genesis), StandardOpenOption.CREATE_NEW);
  }

  private String text(ClusterPlan plan, Path genesis) {
    Map<String, String> values = new TreeMap<>();
    values.put("node.id", node.id());
    values.put("data.dir", folder.resolve("data").toString());
    values.put("link.address", node.link().toString());
    values.put("link.peers", plan.peersOf(node));
    values.put("link.key", key().toString());
    values.put("link.certificate", certificate().toString());
    values.put("link.trust", folder.resolve(TRUST).toString());
    values.put("cluster.address", node.cluster().toString());
    values.put("cluster.members", plan.members());
    values.put("services.address", node.services().toString());
    values.put("management.address", node.management().toString());
    values.put("genesis.file", genesis.toString());
    return ConfigTemplate.of(
        NodeConfig.SPEC,
        "Settlement node "
            + node.id()
            + ", written by './cbdc node init'. A setting that stands as a comment has its default.\n"
            + "The command line and the environment (CBDC_NODE_ID for node.id) count more than this file.\n"
            + "Check it with './cbdc node validate-config --config <this file>'.",
        values);
  }

  private Path key() {
    return folder.resolve(node.id() + "-key.pem");
  }

  private Path certificate() {
    return folder.resolve(node.id() + ".pem");
  }

  /** A folder that nobody else on this machine may look into. */
  static void createPrivate(Path folder) throws IOException {
    Files.createDirectories(folder);
    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
  }
}
