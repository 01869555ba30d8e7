package cbdc.issuer.app;

import cbdc.kit.PortsFile;
import cbdc.kit.ServiceProcess;
import cbdc.kit.StartException;
import cbdc.kit.config.ConfigException;
import java.nio.file.Files;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code issuer start}: the service, until it is told to stop. */
@Command(
    name = "start",
    description = {
      "Starts the issuer's service and runs until Ctrl-C.",
      "It holds no approval key: issuer.key-file is a key that bank 0000 was given."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExample:%n",
    footer = "  issuer start --config issuer.yaml",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:stopped as asked, by the end of its input (--stop-with-input)",
      "  1:could not start, or a fault of the machine",
      "  2:wrong configuration",
      "130:stopped as asked, by Ctrl-C",
      "143:stopped as asked, by SIGTERM",
    })
final class StartCommand extends IssuerSubcommand {
  @Option(
      names = "--stop-with-input",
      description =
          "Stop when standard input ends, so that the service never outlives the process that started it.")
  private boolean stopsWithInput;

  @Override
  int execute() throws Exception {
    if (stopsWithInput) {
      ServiceProcess.stopWithInput();
    }
    IssuerServiceSettings settings = settings();
    Files.createDirectories(settings.folder());
    IssuerNode node = IssuerNode.prepare(settings);
    ServiceProcess process = ServiceProcess.closing("issuer", node);
    start(node);
    PortsFile.write(
        settings.folder().resolve("ports"),
        Map.of("http", node.port(), "management", node.managementPort()));
    out()
        .printf(
            "issuer is up: http://%s:%d (reference at /docs), health at http://%s:%d/health/ready%n",
            settings.http().host(),
            node.port(),
            settings.management().host(),
            node.managementPort());
    out().flush();
    process.awaitStop();
    return 0;
  }

  private IssuerServiceSettings settings() {
    try {
      return IssuerServiceConfig.load(issuer().sources());
    } catch (ConfigException several) {
      throw several;
    } catch (IllegalArgumentException missing) {
      throw IssuerFailure.usage(missing.getMessage());
    }
  }

  private static void start(IssuerNode node) {
    try {
      node.start();
    } catch (StartException failed) {
      throw IssuerFailure.failed(failed.getMessage());
    }
  }
}
