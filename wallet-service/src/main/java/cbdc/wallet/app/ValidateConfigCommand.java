package cbdc.wallet.app;

import cbdc.kit.config.ConfigInspection;
import cbdc.kit.config.ConfigReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cbdc wallet validate-config}: would the service start with these settings? */
@Command(
    name = "validate-config",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Check the settings of a wallet service as its start would, and the files that they name. Every problem is named at once.",
      "",
      "Nothing is started and nothing changed."
    },
    footerHeading = "%nExample:%n",
    footer = "  ./cbdc wallet validate-config --config data/bank-1/wallet.yaml",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the configuration can be used",
      "1:a fault of the machine",
      "2:it cannot; every problem is named",
    })
final class ValidateConfigCommand extends WalletSubcommand {
  @Mixin private WalletCommand.ConfigOptions config;

  @Option(names = "--json", description = "Print JSON for machines instead of text for people.")
  private boolean json;

  @Override
  void execute() {
    ConfigInspection found = WalletConfig.inspect(config.sources());
    out().print(ConfigReport.verdict(found, json));
    out().flush();
    found.orThrow();
  }
}
