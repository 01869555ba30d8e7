package cbdc.simulator.node;

import cbdc.kit.config.ConfigInspection;
import cbdc.kit.config.ConfigReport;
import cbdc.settlement.node.app.NodeConfig;
import cbdc.simulator.console.CommandFailure;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./cbdc node validate-config}: would the node start with these settings? */
@Command(
    name = "validate-config",
    mixinStandardHelpOptions = true,
    description = {
      "Check the settings of a node as its start would, and the files that they name. Every problem is named at once.",
      "",
      "Nothing is started and nothing changed."
    },
    footerHeading = "%nExample:%n",
    footer = "  ./cbdc node validate-config --config data/bank/node-1/node.yaml",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:the configuration can be used",
      "  1:a fault of the machine",
      "  2:it cannot; every problem is named",
    })
final class NodeValidateConfigCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Mixin private NodeConfigOptions config;

  @Option(names = "--json", description = "Print JSON for machines instead of text for people.")
  private boolean json;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    ConfigInspection found = NodeConfig.inspect(config.sources());
    out.print(ConfigReport.verdict(found, json));
    out.flush();
    if (!found.problems().isEmpty()) {
      throw CommandFailure.usage(String.join("\n", found.problems()));
    }
  }
}
