package cbdc.simulator.node;

import cbdc.kit.config.ConfigException;
import cbdc.kit.config.ConfigReport;
import cbdc.settlement.node.app.NodeConfig;
import cbdc.simulator.console.CommandFailure;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./cbdc node show-config}: every setting and where it comes from. */
@Command(
    name = "show-config",
    mixinStandardHelpOptions = true,
    description = {
      "Show each setting of a node with its value and where that comes from: command line, environment, a line of the file, or default.",
      "",
      "Secrets are in files, of which only the paths are shown."
    },
    footerHeading = "%nExample:%n",
    footer = "  ./cbdc node show-config --config data/bank/node-1/node.yaml",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:the configuration can be used",
      "  1:a fault of the machine",
      "  2:it cannot; every problem is named",
    })
final class NodeShowConfigCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Mixin private NodeConfigOptions config;

  @Option(names = "--json", description = "Print JSON for machines instead of text for people.")
  private boolean json;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      out.print(ConfigReport.settings(NodeConfig.SPEC.load(config.sources()), json));
      out.flush();
    } catch (ConfigException problems) {
      throw CommandFailure.usage(problems.getMessage());
    }
  }
}
