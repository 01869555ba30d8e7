package cbdc.simulator.repository;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.issuer.app.IssuerConfig;
import cbdc.kit.config.ConfigSpec;
import cbdc.settlement.node.app.NodeConfig;
import cbdc.wallet.app.WalletConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/config.md} says what the specifications say. Rewrite it with {@code ./cbdc test
 * -Dcbdc.rewrite=true -Dtest=ConfigDocumentTest -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class ConfigDocumentTest {
  private static final String REWRITE = "cbdc.rewrite";
  private static final String INTRODUCTION =
      """
      # Configuration

      Written by `ConfigDocumentTest` from what the programs declare; change it there.

      A setting comes from the command line (`--set KEY=VALUE`, as often as needed), from the environment (`CBDC_NODE_ID` for
      `node.id`), from a YAML file (`--config FILE`; dots in a key are levels of the file, lists may be YAML lists), or is the default, in
      this order. An unknown key is refused with the nearest valid one. A secret is never a setting itself: the setting names the file
      that holds it.

      Durations are whole numbers with a unit: `200ms`, `30s`, `5m`, `1h`, `7d`. In lists, values are separated by commas.
      """;

  @Test
  void shouldDescribeEveryKeyAsItIsDeclared() throws IOException {
    Path file = Repository.root().resolve("docs/config.md");
    String expected = document();
    if (Boolean.getBoolean(REWRITE)) {
      Files.writeString(file, expected);
    }
    assertThat(Files.readString(file))
        .as("docs/config.md; -D%s=true rewrites it", REWRITE)
        .isEqualTo(expected);
  }

  private static String document() {
    StringBuilder document = new StringBuilder(INTRODUCTION);
    for (ConfigSpec spec : List.of(NodeConfig.SPEC, IssuerConfig.SPEC, WalletConfig.SPEC)) {
      String title = spec.title();
      document.append("\n## ").append(Character.toUpperCase(title.charAt(0)));
      document.append(title.substring(1)).append("\n\n").append(spec.markdownTable());
    }
    return document.toString();
  }
}
