package cbdc.simulator.node;

import cbdc.kit.PortsFile;
import cbdc.kit.ServiceProcess;
import cbdc.kit.StartException;
import cbdc.kit.config.ConfigException;
import cbdc.kit.config.ConfigInspection;
import cbdc.settlement.node.app.NodeConfig;
import cbdc.settlement.node.app.NodeSettings;
import cbdc.settlement.node.app.ProcessHalt;
import cbdc.settlement.node.app.SettlementNode;
import cbdc.simulator.console.CommandFailure;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./cbdc node start}: runs until it is told to stop. */
@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    description = {
      "Start a settlement node and run until Ctrl-C.",
      "",
      "Settings come from the command line (--set), the environment (CBDC_NODE_ID for node.id), the file, and defaults, in this order."
    },
    footerHeading = "%nExample, a cluster of one node:%n",
    footer = {
      "  ./cbdc node start --set node.id=node-1 --set data.dir=data/node-1 --set genesis.file=genesis.bin \\",
      "      --set cluster.members=127.0.0.1:7701",
      "",
      "The node's real ports are written to the file 'ports' in its data directory.",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:stopped as asked, by the end of its input (--stop-with-input)",
      "  1:could not start, or a fault of the machine",
      "  2:wrong configuration",
      " 70:halted, because going on could have lost or invented money; the log says why",
      "130:stopped as asked, by Ctrl-C",
      "143:stopped as asked, by SIGTERM",
    })
public final class NodeStartCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private NodeConfigOptions config;

  @Option(
      names = "--stop-with-input",
      description =
          "Stop when standard input ends, so that the node never outlives the process that started it.")
  private boolean stopsWithInput;

  @Override
  public Integer call() throws InterruptedException {
    if (stopsWithInput) {
      ServiceProcess.stopWithInput();
    }
    NodeSettings configured = read();
    SettlementNode node = start(configured);
    ServiceProcess process = ServiceProcess.closing("node", node);
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "settlement node %s is up: services at %s, health at %s%n",
        node.nodeId(),
        node.servicesAddress(),
        healthUrl(configured.network().managementHost(), node.managementPort()));
    out.flush();
    process.awaitStop();
    return 0;
  }

  /** Where this machine reaches the probe of a server that listens on a host. */
  static String healthUrl(String host, int port) {
    return ManagementUrl.of(host, port) + "/health/ready";
  }

  private SettlementNode start(NodeSettings node) {
    try {
      SettlementNode started = SettlementNode.start(node, new ProcessHalt());
      PortsFile.write(
          node.dataDir().resolve("ports"),
          Map.of("services", servicesPort(started), "management", started.managementPort()));
      return started;
    } catch (StartException e) {
      throw CommandFailure.failed(e.getMessage());
    }
  }

  private NodeSettings read() {
    try {
      ConfigInspection found = NodeConfig.inspect(config.sources());
      found.warnings().forEach(this::warn);
      return NodeConfig.settings(found.orThrow());
    } catch (ConfigException | StartException | IllegalArgumentException e) {
      throw CommandFailure.usage(e.getMessage());
    }
  }

  private void warn(String warning) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(spec.qualifiedName() + ": warning: " + warning);
    err.flush();
  }

  private static int servicesPort(SettlementNode node) {
    String address = node.servicesAddress();
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }
}
