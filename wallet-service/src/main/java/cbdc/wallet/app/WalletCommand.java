package cbdc.wallet.app;

import cbdc.kit.config.ConfigSources;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cbdc wallet}: a bank's wallet service. Alone it shows the help. */
@Command(
    name = "wallet",
    description = "A bank's wallet service: wallets, merchants and payments over HTTP.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    subcommands = {
      InitCommand.class,
      StartCommand.class,
      ValidateConfigCommand.class,
      ShowConfigCommand.class,
      RebuildCommand.class
    })
public final class WalletCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Where settings come from; the same for all commands that read them. */
  static final class ConfigOptions {
    @Option(names = "--config", paramLabel = "FILE", description = "YAML file with settings.")
    private Path file;

    @Option(
        names = "--set",
        paramLabel = "KEY=VALUE",
        description = "One setting; may be repeated.")
    private List<String> settings = List.of();

    ConfigSources sources() {
      return new ConfigSources(Optional.ofNullable(file), System.getenv(), settings);
    }
  }
}
