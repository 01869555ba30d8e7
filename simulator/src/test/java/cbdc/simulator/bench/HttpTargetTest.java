package cbdc.simulator.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.simulator.console.CommandFailure;
import cbdc.testkit.Row;
import cbdc.testkit.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What the run file says, and what it may not say. */
class HttpTargetTest {
  private static final String WALLET =
      "{\"account\":\"DC15000100000001000001\",\"token\":\"abc.def-1_2\",\"class\":2}";
  private static final String MERCHANT =
      "{\"account\":\"DC15000200000001000003\",\"apiKey\":\"k\"}";

  @TempDir private Path dir;

  /** A run file that cannot be used, and a word of why. */
  record UnusableRow(String name, String content, String why) implements Row {}

  private static String run(String url, String wallets, String merchants) {
    return "{\"version\":1,\"banks\":[{\"bank\":17,\"url\":\""
        + url
        + "\",\"wallets\":["
        + wallets
        + "],\"merchants\":["
        + merchants
        + "]}]}";
  }

  private HttpTarget read(String content) throws IOException {
    return HttpTarget.read(Files.writeString(dir.resolve("run.json"), content));
  }

  @Test
  void shouldReadBanksWalletsAndMerchants() throws Exception {
    HttpTarget target = read(run("http://127.0.0.1:8101", WALLET, MERCHANT));

    assertThat(target.merchants()).containsExactly("DC15000200000001000003");
    assertThat(target.wallets()).isEqualTo(1);
    HttpTarget.Bank bank = target.banks().getFirst();
    assertThat(bank.bank()).isEqualTo(17);
    assertThat(bank.address().getPort()).isEqualTo(8101);
    assertThat(bank.wallets())
        .containsExactly(new HttpTarget.Wallet("DC15000100000001000001", "abc.def-1_2"));
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuse() {
    return Tables.tests(
        List.of(
            new UnusableRow(
                "another machine",
                run("http://192.0.2.1:8101", WALLET, MERCHANT),
                "not on loopback"),
            new UnusableRow(
                "every address of this machine",
                run("http://0.0.0.0:8101", WALLET, MERCHANT),
                "not on loopback"),
            new UnusableRow(
                "HTTPS", run("https://127.0.0.1:8101", WALLET, MERCHANT), "expected a URL like"),
            new UnusableRow(
                "no port", run("http://127.0.0.1", WALLET, MERCHANT), "expected a URL like"),
            new UnusableRow("no URL", run("http://127.0.0.1:81 01", WALLET, MERCHANT), "is no URL"),
            new UnusableRow(
                "nobody who pays", run("http://127.0.0.1:8101", "", MERCHANT), "nobody could pay"),
            new UnusableRow(
                "nobody to pay", run("http://127.0.0.1:8101", WALLET, ""), "nobody could pay"),
            new UnusableRow(
                "a token that ends its header",
                run(
                    "http://127.0.0.1:8101",
                    "{\"account\":\"DC1\",\"token\":\"a\\r\\nX: y\"}",
                    MERCHANT),
                "no usable token"),
            new UnusableRow(
                "an account that ends its text",
                run("http://127.0.0.1:8101", WALLET, "{\"account\":\"DC1\\\",\\\"amount\\\":9\"}"),
                "no usable account"),
            new UnusableRow("no JSON", "banks", "is not a run file")),
        row ->
            assertThatThrownBy(() -> read(row.content()))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining(row.why()));
  }

  @Test
  void shouldNameAFileThatIsNotThere() {
    assertThatThrownBy(() -> HttpTarget.read(dir.resolve("none.json")))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("none.json cannot be read");
  }
}
