package cbdc.issuer.app;

import cbdc.issuer.core.NamedPolicy;
import cbdc.issuer.store.PolicyFiles;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** A limit policy: one that comes along, or a file. */
final class PolicyOptions {
  @ArgGroup(exclusive = true, multiplicity = "1")
  private Choice choice;

  /** One or the other. */
  static final class Choice {
    @Option(
        names = "--preset",
        paramLabel = "NAME",
        description = "A policy that comes along: ecny-2021, ccb-trial-2020 or unlimited.")
    private String preset;

    @Option(
        names = "--policy",
        paramLabel = "FILE",
        description = "A policy in YAML or JSON; amounts are decimals, none is no limit.")
    private Path file;
  }

  NamedPolicy read() {
    return choice.preset != null
        ? PolicyFiles.preset(choice.preset)
        : PolicyFiles.read(choice.file);
  }
}
