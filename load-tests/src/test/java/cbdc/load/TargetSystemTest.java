package cbdc.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetSystemTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:8101", "http://localhost:8101", "http://[::1]:8101"})
  void shouldReadEveryWalletAndMerchant(String url) throws IOException {
    TargetSystem target = TargetSystem.read(PretendedSystem.write(folder, url), false);

    assertThat(target.payers())
        .containsExactly(
            new TargetSystem.Payer(0, "DC16000100000001000000", "token-11"),
            new TargetSystem.Payer(1, "DC45000200000001000007", "token-21"),
            new TargetSystem.Payer(0, "DC86000100000001000001", "token-12"));
    assertThat(target.merchants())
        .containsExactly(
            new TargetSystem.Merchant(0, "DC59000100000001000002", "key-1"),
            new TargetSystem.Merchant(1, "DC18000200000001000008", "key-2"));
    assertThat(target.bankOf(target.payers().get(1)))
        .isEqualTo(new TargetSystem.Bank(url, "operator"));
    assertThat(target.toString()).doesNotContain("token", "key", "operator");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://10.0.0.2:8101",
        "http://wallet.example:8101",
        "http://127.0.0.1.example:8101",
        "http://localhost.example",
        "https://127.0.0.1:8101",
        "http://0.0.0.0:8101",
        "127.0.0.1:8101",
      })
  void shouldRefuseWhatIsNotOnThisMachine(String url) throws IOException {
    Path file = PretendedSystem.write(folder, url);

    assertThatThrownBy(() -> TargetSystem.read(file, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldLeaveThisMachineOnlyForWhoOwnsTheTarget() throws IOException {
    Path file = PretendedSystem.write(folder, "http://192.0.2.1:8101");

    assertThatThrownBy(() -> TargetSystem.read(file, false))
        .hasMessageContaining("--i-own-this-target");
    assertThat(TargetSystem.read(file, true).banks()).hasSize(2);
  }

  @Test
  void shouldSayWhatToDoWithoutAFile() {
    assertThatThrownBy(() -> TargetSystem.read(folder.resolve("run.json"), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("./cbdc run");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"format\": 2, \"banks\": []}",
        "{\"format\": 1, \"banks\": []}",
        "{\"format\": 1, \"banks\": [{\"bank\": 1}]}",
      })
  void shouldRefuseAFileThatNamesNobody(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("run.json"), text);

    assertThatThrownBy(() -> TargetSystem.read(file, false))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
