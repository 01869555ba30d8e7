package cbdc.issuer.app;

import cbdc.kit.config.ConfigReport;
import picocli.CommandLine.Command;

/** {@code issuer show-config}: every setting and where it comes from. */
@Command(
    name = "show-config",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Show each setting of the issuer with its value and where that comes from: command line, environment, a line of the file, or default.",
      "",
      "Secrets are in files, of which only the paths are shown."
    },
    footerHeading = "%nExample:%n",
    footer = "  issuer show-config --config issuer.yaml",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the configuration can be used",
      "1:a fault of the machine",
      "2:it cannot; every problem is named",
    })
final class ShowConfigCommand extends IssuerSubcommand {
  @Override
  void prepare() {
    // Every problem is told together, below.
  }

  @Override
  int execute() {
    out().print(ConfigReport.settings(IssuerConfig.SPEC.load(issuer().sources()), isJson()));
    return 0;
  }
}
