package cbdc.wallet.app;

import cbdc.kit.PortsFile;
import cbdc.kit.ServiceProcess;
import java.nio.file.Files;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cbdc wallet start}: the service, until it is told to stop. */
@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Start a bank's wallet service and run until Ctrl-C.",
      "",
      "Settings come from the command line (--set), the environment (CBDC_WALLET_BANK for wallet.bank), the file, and defaults,"
          + " in this order; docs/config.md lists them."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  ./cbdc wallet init --bank 1 data/bank-1",
      "  ./cbdc wallet start --config data/bank-1/wallet.yaml --set wallet.cluster-id=3f0c2d1e-8a4b-4c5d-9e6f-7a8b9c0d1e2f",
      "",
      "The service's real ports are written to the file 'ports' in its data folder.",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:stopped as asked, by the end of its input (--stop-with-input)",
      "  1:could not start, or a fault of the machine",
      "  2:wrong configuration",
      "130:stopped as asked, by Ctrl-C",
      "143:stopped as asked, by SIGTERM",
    })
final class StartCommand extends WalletSubcommand {
  @Mixin private WalletCommand.ConfigOptions config;

  @Option(
      names = "--stop-with-input",
      description =
          "Stop when standard input ends, so that the service never outlives the process that started it.")
  private boolean stopsWithInput;

  @Override
  void execute() throws Exception {
    if (stopsWithInput) {
      ServiceProcess.stopWithInput();
    }
    WalletSettings settings = settings(config.sources());
    Files.createDirectories(settings.folder());
    WalletNode node = WalletNode.prepare(settings);
    ServiceProcess process = ServiceProcess.closing("wallet", node);
    node.start();
    PortsFile.write(
        settings.folder().resolve("ports"),
        Map.of("http", node.port(), "management", node.managementPort()));
    out()
        .printf(
            "wallet service of bank %04d is up: http://%s:%d (reference at /docs), health at http://%s:%d/health/ready%n",
            node.bank(),
            settings.http().api().host(),
            node.port(),
            settings.http().management().host(),
            node.managementPort());
    out().flush();
    process.awaitStop();
  }
}
