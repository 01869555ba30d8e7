package cbdc.simulator.processes;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.simulator.app.CbdcCommand;
import cbdc.simulator.console.ExitCode;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator makes and looks at before a first start. */
class NodeInitCommandTest {
  @TempDir private Path dir;
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  @Test
  void shouldMakeThreeNodesThatWouldStart() throws IOException {
    Path cluster = threeNodes();
    for (int i = 1; i <= 3; i++) {
      Path config = cluster.resolve("node-" + i).resolve("node.yaml");
      assertThat(run("node", "validate-config", "--config", config)).as(err::toString).isZero();
      assertThat(out.toString()).contains("the configuration is valid");
    }
    Path key = cluster.resolve("node-2/node-2-key.pem");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key.getParent())))
        .isEqualTo("rwx------");
  }

  @Test
  void shouldSayOfEachSettingWhereItComesFrom() throws IOException {
    Path config = threeNodes().resolve("node-2/node.yaml");
    assertThat(run("node", "show-config", "--config", config, "--set", "shards=4", "--json"))
        .as(err::toString)
        .isZero();
    JsonNode settings = new ObjectMapper().readTree(out.toString()).get("settings");
    assertThat(settings)
        .anySatisfy(setting -> is(setting, "shards", "4", "command line", "command line"))
        .anySatisfy(setting -> is(setting, "cluster.name", "cbdc", "default", "default"))
        .anySatisfy(
            setting -> is(setting, "link.address", "127.0.0.1:7502", "file", config + " line "))
        .anySatisfy(
            setting ->
                is(
                    setting,
                    "link.peers",
                    "node-1@127.0.0.1:7501,node-3@127.0.0.1:7503",
                    "file",
                    config + " line "));
  }

  @Test
  void shouldOverwriteNothing() throws IOException {
    Path cluster = threeNodes();
    String before = Files.readString(cluster.resolve("node-1/node.yaml"));
    assertThat(run("node", "init", cluster, "--nodes", 3)).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("node-1/node.yaml exists already and is never overwritten");
    assertThat(cluster.resolve("node-1/node.yaml")).hasContent(before);
  }

  @Test
  void shouldAddANodeUnderTheAuthorityThatIsThere() throws IOException {
    Path cluster = threeNodes();
    String authority = Files.readString(cluster.resolve("ca/ca.pem"));
    assertThat(
            run(
                "node",
                "init",
                cluster,
                "--node",
                "node-1@10.0.0.1",
                "--node",
                "node-2@10.0.0.2",
                "--node",
                "node-4@10.0.0.4",
                "--id",
                "node-4"))
        .as(err::toString)
        .isZero();
    assertThat(cluster.resolve("node-4/ca.pem")).hasContent(authority);
    assertThat(run("node", "validate-config", "--config", cluster.resolve("node-4/node.yaml")))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .contains("cluster.address: 10.0.0.4:7701 is beyond loopback")
        .contains("services.address: 10.0.0.4:7501 is beyond loopback")
        .doesNotContain("plain TCP");
  }

  @Test
  void shouldRefuseTwoNodes() {
    assertThat(run("node", "init", dir.resolve("two"), "--nodes", 2)).isEqualTo(ExitCode.USAGE);
    assertThat(dir.resolve("two")).doesNotExist();
  }

  @Test
  void shouldNameTheNearestKeyInEveryService() {
    for (String service : new String[] {"node", "issuer", "wallet"}) {
      for (String command : new String[] {"show-config", "validate-config"}) {
        assertThat(run(service, command, "--set", service + ".databse.url=x"))
            .as("%s %s", service, command)
            .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("unknown key '" + service + ".databse.url'");
        if (!service.equals("node")) {
          assertThat(err.toString()).contains("did you mean '" + service + ".database.url'?");
        }
      }
    }
  }

  @Test
  void shouldCheckAWalletServiceAsItsStartWould() throws IOException {
    Path bank = dir.resolve("bank-1");
    assertThat(run("wallet", "init", "--bank", 1, bank)).isZero();
    Path config = bank.resolve("wallet.yaml");
    String cluster = "wallet.cluster-id=3f0c2d1e-8a4b-4c5d-9e6f-7a8b9c0d1e2f";
    assertThat(run("wallet", "validate-config", "--config", config, "--set", cluster))
        .as(err::toString)
        .isZero();
    Files.setPosixFilePermissions(
        bank.resolve("tokens.secret"), PosixFilePermissions.fromString("rw-r--r--"));
    Files.delete(bank.resolve("bank.password"));
    assertThat(
            run(
                "wallet",
                "validate-config",
                "--config",
                config,
                "--set",
                "wallet.cluster-id=none",
                "--set",
                "wallet.database.url=jdbc:postgresql://h/w?password=hidden",
                "--json"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(new ObjectMapper().readTree(out.toString()).get("problems")).hasSize(4);
    assertThat(err.toString())
        .contains("tokens.secret is open to other users", "bank.password", "'none' is not a UUID")
        .contains("wallet.database.url holds a password")
        .doesNotContain("hidden");
  }

  @Test
  void shouldCheckTheIssuersServiceAsItsStartWould() {
    assertThat(run("issuer", "validate-config", "--set", "issuer.key-file=none.p12"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .contains("issuer.cluster-id is not set", "issuer.key-file: none.p12 does not exist");
  }

  private Path threeNodes() throws IOException {
    Path cluster = dir.resolve("cluster");
    assertThat(run("node", "init", cluster, "--nodes", 3, "--base-port", 7500))
        .as(err::toString)
        .isZero();
    Path keys = dir.resolve("keys");
    assertThat(run("issuer", "keys", "new", "--count", 3, "--threshold", 2, "--out", keys))
        .isZero();
    assertThat(
            run(
                "issuer",
                "genesis",
                "--keys",
                keys.resolve("issuer-keys.yaml"),
                "--preset",
                "ecny-2021",
                "--out",
                cluster.resolve("genesis.bin")))
        .as(err::toString)
        .isZero();
    return cluster;
  }

  private static void is(JsonNode setting, String key, String value, String source, String origin) {
    assertThat(setting.get("key").asText()).isEqualTo(key);
    assertThat(setting.get("value").asText()).isEqualTo(value);
    assertThat(setting.get("source").asText()).isEqualTo(source);
    assertThat(setting.get("origin").asText()).startsWith(origin);
  }

  private int run(Object... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    String[] words = new String[arguments.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = arguments[i].toString();
    }
    return CbdcCommand.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(words);
  }
}
