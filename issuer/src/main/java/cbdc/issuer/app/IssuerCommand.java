package cbdc.issuer.app;

import cbdc.kit.config.ConfigSources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code cbdc issuer}: the central bank's command line. Alone it shows the help. */
@Command(
    name = "issuer",
    description = "The central bank: orders from draft to outcome, and the supply report.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    subcommands = {
      KeysCommand.class,
      GenesisCommand.class,
      DraftCommand.class,
      ListCommand.class,
      ShowCommand.class,
      ApproveCommand.class,
      SubmitCommand.class,
      WithdrawCommand.class,
      SupplyCommand.class,
      StartCommand.class,
      ValidateConfigCommand.class,
      ShowConfigCommand.class,
      TokensCommand.class,
    },
    footerHeading = "%nHow an order goes:%n",
    footer = {
      "  issuer draft issue --bank 0001 --amount 1000.00 --key alice.p12    one key makes it",
      "  issuer approve 0001-00002-1 --key bob.p12                          m others read it and sign",
      "  issuer submit 0001-00002-1                                         the ledger decides",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed: something is missing or does not answer, or an outcome is not known yet",
      "2:wrong usage: nothing was done",
      "3:refused by a rule of the issuer or of the ledger, or the supply does not add up",
    })
public final class IssuerCommand implements Runnable {
  private final IssuerSurroundings surroundings;

  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description =
          "Configuration in YAML; each key can also be set by --set or as CBDC_… in the environment.")
  private Path configFile;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      scope = ScopeType.INHERIT,
      description = "Sets one configuration key, for example issuer.nodes=10.0.0.1:7501.")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print JSON for machines instead of text for people.")
  private boolean json;

  @Option(
      names = "--url",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description =
          "Issuer's service to bring orders to instead of the folder here, for example http://127.0.0.1:7801. Keys stay here.")
  private String url;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "File with your token for that service.")
  private Path tokenFile;

  /** The command of a running process. */
  public IssuerCommand() {
    this(IssuerSurroundings.ofProcess());
  }

  IssuerCommand(IssuerSurroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  boolean hasService() {
    return url != null;
  }

  /** The service that was named, if one was. */
  Optional<ServiceClient> service(Duration patience) {
    if (url == null) {
      return Optional.empty();
    }
    if (tokenFile == null) {
      throw IssuerFailure.usage("--token-file is missing: the service at --url wants to know you");
    }
    return Optional.of(new ServiceClient(url, tokenFile, patience));
  }

  IssuerSurroundings surroundings() {
    return surroundings;
  }

  boolean isJson() {
    return json;
  }

  /** Reads the configuration; every problem is told at once. */
  IssuerConfig config() {
    return IssuerConfig.load(sources());
  }

  /** Where the configuration is read from. */
  ConfigSources sources() {
    return new ConfigSources(Optional.ofNullable(configFile), surroundings.environment(), settings);
  }
}
