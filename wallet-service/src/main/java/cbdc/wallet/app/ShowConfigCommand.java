package cbdc.wallet.app;

import cbdc.kit.config.ConfigReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cbdc wallet show-config}: every setting and where it comes from. */
@Command(
    name = "show-config",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Show each setting of a wallet service with its value and where that comes from: command line, environment, a line of the file, or default.",
      "",
      "Secrets are in files, of which only the paths are shown."
    },
    footerHeading = "%nExample:%n",
    footer = "  ./cbdc wallet show-config --config data/bank-1/wallet.yaml",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the configuration can be used",
      "1:a fault of the machine",
      "2:it cannot; every problem is named",
    })
final class ShowConfigCommand extends WalletSubcommand {
  @Mixin private WalletCommand.ConfigOptions config;

  @Option(names = "--json", description = "Print JSON for machines instead of text for people.")
  private boolean json;

  @Override
  void execute() {
    out().print(ConfigReport.settings(WalletConfig.SPEC.load(config.sources()), json));
    out().flush();
  }
}
