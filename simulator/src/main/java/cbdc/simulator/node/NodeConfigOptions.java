package cbdc.simulator.node;

import cbdc.kit.config.ConfigSources;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a node's settings come from; the same for all commands that read them. */
final class NodeConfigOptions {
  @Option(names = "--config", paramLabel = "FILE", description = "YAML file with settings.")
  private Path file;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One setting; may be repeated.")
  private List<String> settings = List.of();

  ConfigSources sources() {
    return new ConfigSources(Optional.ofNullable(file), System.getenv(), settings);
  }
}
