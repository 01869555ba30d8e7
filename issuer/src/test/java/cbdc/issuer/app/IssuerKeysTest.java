package cbdc.issuer.app;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.crypto.KeyFile;
import cbdc.crypto.LocalSigningKey;
import cbdc.issuer.store.KeyLists;
import cbdc.issuer.store.PolicyFiles;
import cbdc.protocol.GenesisCodec;
import cbdc.protocol.LedgerGenesis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys, genesis and help. */
class IssuerKeysTest {
  @TempDir Path folder;
  private Workplace at;
  private CommandLineRun issuer;

  @BeforeEach
  void open() throws IOException {
    at = new Workplace(folder);
    issuer = at.issuer;
  }

  @Test
  void shouldMakeKeysAndAGenesisThatFitEachOther() throws IOException {
    Path ceremony = folder.resolve("ceremony");
    assertThat(
            issuer.run(
                "keys",
                "new",
                "--count",
                "3",
                "--threshold",
                "2",
                "--suite",
                "sm2-sm3",
                "--out",
                ceremony.toString()))
        .as(issuer.err)
        .isZero();
    assertThat(issuer.out).contains("issuer-3.p12  sm2-sm3:", "2 of 3 must sign");
    KeyLists.KeyList list = KeyLists.read(ceremony.resolve("issuer-keys.yaml"));
    LocalSigningKey read =
        KeyFile.read(ceremony.resolve("issuer-2.p12"), ceremony.resolve("issuer-2.password"));
    assertThat(list.keys().get(1)).isEqualTo(cbdc.issuer.core.LedgerKeys.of(read.verifyingKey()));

    Path file = folder.resolve("ledger.genesis");
    String[] args = {
      "genesis",
      "--keys",
      ceremony.resolve("issuer-keys.yaml").toString(),
      "--preset",
      "ecny-2021",
      "--shards",
      "5",
      "--out",
      file.toString()
    };
    assertThat(issuer.run(args)).as(issuer.err).isZero();
    LedgerGenesis genesis = GenesisCodec.decode(Files.readAllBytes(file));
    assertThat(genesis.shardCount()).isEqualTo(5);
    assertThat(genesis.issuerThreshold()).isEqualTo(2);
    assertThat(genesis.issuerKeys()).isEqualTo(list.keys());
    assertThat(genesis.policy()).isEqualTo(PolicyFiles.preset("ecny-2021").policy());
    assertThat(issuer.out)
        .contains(
            "cluster id  "
                + new cbdc.issuer.core.ClusterId(genesis.clusterHigh(), genesis.clusterLow()));

    assertThat(issuer.run(args)).isEqualTo(1);
    assertThat(issuer.err)
        .contains("ledger.genesis exists already and is never overwritten: choose another name");
    assertThat(issuer.run("keys", "new", "--out", ceremony.toString())).isEqualTo(1);
    assertThat(issuer.err).contains("issuer-keys.yaml exists already and is never overwritten");
  }

  @Test
  void shouldHaveExamplesInTheHelpOfEveryCommand() {
    for (String command :
        List.of(
            "keys new",
            "genesis",
            "list",
            "show",
            "approve",
            "submit",
            "withdraw",
            "supply",
            "draft issue",
            "draft credit-reserve",
            "draft redeem",
            "draft block",
            "draft unblock",
            "draft set-policy",
            "draft set-bank",
            "draft set-issuer-keys",
            "draft sweep-suspense",
            "draft raise-rules-version",
            "draft replace-node")) {
      String[] args = (command + " --help").split(" ");
      assertThat(issuer.run(args)).isZero();
      assertThat(issuer.out).as(command).contains("Example", "  issuer " + command, "--json");
    }
    assertThat(issuer.run()).isZero();
    assertThat(issuer.out).contains("How an order goes:", "Exit codes:");
  }
}
