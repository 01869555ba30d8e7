package cbdc.simulator.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.console.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemDirectoryTest {
  @TempDir private Path folder;

  @Test
  void shouldBeFoundAgainAsItWasMade() {
    SystemDirectory made = open(Optional.of(3), SystemPurpose.REPLAY);
    SystemDirectory found = open(Optional.empty(), SystemPurpose.REPLAY);

    assertThat(made.isNew()).isTrue();
    assertThat(found.isNew()).isFalse();
    assertThat(found.nodes()).isEqualTo(3);
    assertThat(found.cluster()).isEqualTo(made.cluster());
    assertThat(found.purpose()).isEqualTo(SystemPurpose.REPLAY);
  }

  @ParameterizedTest
  @CsvSource({
    "REPLAY, REPLAY_HTTP, ./cbdc replay, ./cbdc replay --http",
    "RUN, REPLAY, ./cbdc run, ./cbdc replay",
    "REPLAY_HTTP, RUN, ./cbdc replay --http, ./cbdc run",
  })
  void shouldServeOnlyWhatItWasMadeFor(
      SystemPurpose made, SystemPurpose asked, String maker, String asker) {
    open(Optional.empty(), made);

    assertThatThrownBy(() -> open(Optional.empty(), asked))
        .isInstanceOfSatisfying(
            CommandFailure.class,
            refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageEndingWith(
            " was made by " + maker + " and is of no use to " + asker + ": use another directory");
  }

  @Test
  void shouldTakeAnOlderDirectoryThatDoesNotSayWhatItIsFor() throws Exception {
    SystemDirectory made = open(Optional.of(1), SystemPurpose.RUN);
    Path note = made.path().resolve("system.properties");
    Files.write(
        note,
        Files.readAllLines(note).stream().filter(line -> !line.startsWith("purpose=")).toList());

    assertThat(open(Optional.empty(), SystemPurpose.REPLAY).cluster()).isEqualTo(made.cluster());
  }

  private SystemDirectory open(Optional<Integer> nodes, SystemPurpose purpose) {
    return SystemDirectory.open(folder.resolve("data"), nodes, purpose);
  }
}
