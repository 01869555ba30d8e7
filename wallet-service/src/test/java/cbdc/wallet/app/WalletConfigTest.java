package cbdc.wallet.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.kit.config.ConfigSources;
import cbdc.kit.trace.TracingSettings;
import cbdc.wallet.core.EvidenceKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** From what {@code wallet init} makes to what a service is started with. */
class WalletConfigTest {
  private static final String CLUSTER = "wallet.cluster-id=3f0c2d1e-8a4b-4c5d-9e6f-7a8b9c0d1e2f";

  @TempDir private Path dir;
  private Path folder;
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void init() {
    folder = dir.resolve("bank");
    assertThat(run("init", "--bank", "7", folder.toString())).isZero();
  }

  @Test
  void shouldStartWithWhatInitMade() throws IOException {
    WalletSettings settings = load(CLUSTER);
    assertThat(settings.ledger().bank()).isEqualTo(7);
    assertThat(settings.access().tokenSecret()).hasSize(32);
    assertThat(settings.access().operatorTokens()).hasSize(1);
    assertThat(settings.database()).isEmpty();
    assertThat(settings.access().sandbox()).as("a bank's money is somebody's").isFalse();
    assertThat(settings.evidence().required().get(4)).containsExactly(EvidenceKind.PHONE_NUMBER);
    for (String secret : List.of("tokens.secret", "operator.tokens", "bank.p12", "bank.password")) {
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(secret))))
          .as(secret)
          .isEqualTo("rw-------");
    }
  }

  @Test
  void shouldOverwriteNothing() throws IOException {
    byte[] before = Files.readAllBytes(folder.resolve("tokens.secret"));
    assertThat(run("init", "--bank", "7", folder.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("exists already");
    assertThat(Files.readAllBytes(folder.resolve("tokens.secret"))).isEqualTo(before);
  }

  @Test
  void shouldRefuseASecretThatOthersCanRead() throws IOException {
    Path secret = folder.resolve("tokens.secret");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> load(CLUSTER)).hasMessageContaining("chmod 600 " + secret);
  }

  @Test
  void shouldNameWhatCannotBeUsed() throws IOException {
    assertThatThrownBy(() -> load("wallet.cluster-id=none"))
        .hasMessageContaining("wallet.cluster-id 'none' is not a UUID");
    assertThatThrownBy(() -> load(CLUSTER, "wallet.evidence=3=passport"))
        .hasMessageContaining("wallet.evidence '3=passport'")
        .hasMessageContaining("identity_document");
    Files.writeString(folder.resolve("operator.tokens"), "short\n");
    assertThatThrownBy(() -> load(CLUSTER)).hasMessageContaining("32 characters or more");
    Files.writeString(folder.resolve("tokens.secret"), "AAAA\n");
    assertThatThrownBy(() -> load(CLUSTER)).hasMessageContaining("fewer than 32 bytes");
  }

  @Test
  void shouldTraceOnlyWhereACollectorIsNamed() {
    assertThat(load(CLUSTER).tracing()).isEmpty();
    assertThat(load(CLUSTER, "wallet.tracing.endpoint=http://127.0.0.1:4318/v1/traces").tracing())
        .contains(new TracingSettings(URI.create("http://127.0.0.1:4318/v1/traces"), 10));
    assertThat(
            run(
                "validate-config",
                "--config",
                folder.resolve("wallet.yaml").toString(),
                "--set",
                CLUSTER,
                "--set",
                "wallet.tracing.endpoint=localhost:4318"))
        .isEqualTo(2);
    assertThat(err.toString())
        .containsOnlyOnce("wallet.tracing.endpoint")
        .contains("'localhost:4318' is not a whole address like http://127.0.0.1:4318/v1/traces")
        .doesNotContain("\tat ");
  }

  @Test
  void shouldEndACommandWithOneLineForAWrongSetting() {
    assertThat(run("start", "--set", "wallet.bnak=1")).isEqualTo(2);
    assertThat(err.toString()).contains("wallet.bnak", "wallet.bank").doesNotContain("\tat ");
    assertThat(run("init", "--bank", "10000", dir.resolve("other").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--bank: expected 1 to 9999 but got 10000");
  }

  private int run(String... words) {
    return new CommandLine(new WalletCommand())
        .setOut(new PrintWriter(new StringWriter()))
        .setErr(new PrintWriter(err, true))
        .execute(words);
  }

  private WalletSettings load(String... settings) {
    return WalletConfig.load(
        new ConfigSources(
            Optional.of(folder.resolve("wallet.yaml")),
            Map.of(),
            new ArrayList<>(List.of(settings))));
  }
}
