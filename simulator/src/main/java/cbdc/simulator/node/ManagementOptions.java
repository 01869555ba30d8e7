package cbdc.simulator.node;

import cbdc.crypto.KeyFileException;
import cbdc.crypto.PrivateFiles;
import cbdc.kit.PortsFile;
import cbdc.kit.config.Config;
import cbdc.kit.config.ConfigException;
import cbdc.kit.config.HostPort;
import cbdc.settlement.node.app.ManagementToken;
import cbdc.settlement.node.app.NodeConfig;
import cbdc.simulator.console.CommandFailure;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which running node is asked: by its configuration, or by the address of its management port. */
final class ManagementOptions {
  @Mixin private NodeConfigOptions config;

  @Option(
      names = "--management",
      paramLabel = "HOST:PORT",
      description = "The node's management address; default what its configuration says.")
  private String address;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "The node's management token; default management.token in its data directory.")
  private Path tokenFile;

  @Option(
      names = "--send-token",
      description =
          "Send the token to the host of --management though it is not this machine. Whoever answers there can read it.")
  private boolean sendsToken;

  /** The node's management port. */
  ManagementClient client() {
    if (address != null) {
      try {
        return new ManagementClient(HostPort.parse(address));
      } catch (IllegalArgumentException wrong) {
        throw CommandFailure.usage("--management: " + wrong.getMessage());
      }
    }
    NodeConfig.Management node = NodeConfig.management(read());
    int port = node.address().port();
    if (port == 0) {
      port =
          PortsFile.read(node.dataDir().resolve("ports"))
              .flatMap(ports -> Optional.ofNullable(ports.get("management")))
              .orElseThrow(
                  () ->
                      CommandFailure.failed(
                          "no ports file in " + node.dataDir() + ": the node is not up"));
    }
    return new ManagementClient(new HostPort(node.address().host(), port));
  }

  /** The token that lets its holder change the node; shown to nobody whom a typing error named. */
  String token() {
    if (address != null && !sendsToken && !isLoopback(HostPort.parse(address).host())) {
      throw CommandFailure.usage(
          "--management: "
              + address
              + " is not this machine, and whoever answers there would learn the node's token. Use --config, which names the"
              + " node's own address, or say --send-token");
    }
    if (tokenFile == null && address != null) {
      throw CommandFailure.usage(
          "--token-file is missing: name management.token of the node's data directory");
    }
    Path file =
        tokenFile != null
            ? tokenFile
            : ManagementToken.fileIn(NodeConfig.management(read()).dataDir());
    try {
      return new String(PrivateFiles.read(file, "management token"), StandardCharsets.US_ASCII)
          .strip();
    } catch (KeyFileException unusable) {
      throw CommandFailure.failed(unusable.getMessage(), unusable);
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
    } catch (UnknownHostException unknown) {
      return false;
    }
  }

  /** The data directory that the configuration names. */
  Path dataDir() {
    return NodeConfig.management(read()).dataDir();
  }

  private Config read() {
    try {
      return NodeConfig.SPEC.load(config.sources());
    } catch (ConfigException problems) {
      throw CommandFailure.usage(problems.getMessage());
    }
  }
}
