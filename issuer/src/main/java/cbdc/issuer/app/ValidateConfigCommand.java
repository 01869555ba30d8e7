package cbdc.issuer.app;

import cbdc.kit.config.ConfigInspection;
import cbdc.kit.config.ConfigReport;
import picocli.CommandLine.Command;

/** {@code issuer validate-config}: would the service start with these settings? */
@Command(
    name = "validate-config",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Check the settings of the issuer's service as its start would, and the files that they name. Every problem is named at once.",
      "",
      "Nothing is started and nothing changed."
    },
    footerHeading = "%nExample:%n",
    footer = "  issuer validate-config --config issuer.yaml",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the configuration can be used",
      "1:a fault of the machine",
      "2:it cannot; every problem is named",
    })
final class ValidateConfigCommand extends IssuerSubcommand {
  @Override
  void prepare() {
    // Every problem is told together, below.
  }

  @Override
  int execute() {
    ConfigInspection found = IssuerServiceConfig.inspect(issuer().sources());
    out().print(ConfigReport.verdict(found, isJson()));
    out().flush();
    found.orThrow();
    return 0;
  }
}
