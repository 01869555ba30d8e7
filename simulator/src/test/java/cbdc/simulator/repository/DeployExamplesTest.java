package cbdc.simulator.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import cbdc.issuer.app.IssuerConfig;
import cbdc.kit.config.ConfigSources;
import cbdc.kit.config.ConfigSpec;
import cbdc.settlement.node.app.NodeConfig;
import cbdc.wallet.app.WalletConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The configurations in {@code deploy/} are such as the programs read. */
class DeployExamplesTest {
  private static final Path CONFIG = Repository.root().resolve("deploy/config");

  @Test
  void shouldBeReadByTheProgramsThatTheyAreFor() {
    Map<String, ConfigSpec> examples =
        Map.of(
            "node-1.yaml", NodeConfig.SPEC,
            "node-2.yaml", NodeConfig.SPEC,
            "node-3.yaml", NodeConfig.SPEC,
            "issuer.yaml", IssuerConfig.SPEC,
            "wallet.yaml", WalletConfig.SPEC);
    examples.forEach(
        (name, spec) ->
            assertThatCode(() -> spec.load(file(name))).as(name).doesNotThrowAnyException());
  }

  @Test
  void shouldAskForTheFirewallBeforeANodeStarts() {
    for (int i = 1; i <= 3; i++) {
      String host = "10.0.0." + i;
      List<String> problems = NodeConfig.inspect(file("node-" + i + ".yaml")).problems();
      assertThat(problems)
          .filteredOn(line -> !line.contains("does not exist") && !line.startsWith("data.dir:"))
          .satisfiesExactly(
              cluster -> assertThat(cluster).startsWith("cluster.address: " + host + ":7701 is"),
              services ->
                  assertThat(services).startsWith("services.address: " + host + ":7501 is"));
    }
  }

  private static ConfigSources file(String name) {
    return new ConfigSources(Optional.of(CONFIG.resolve(name)), Map.of(), List.of());
  }
}
