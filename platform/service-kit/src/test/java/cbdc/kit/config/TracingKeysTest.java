package cbdc.kit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.kit.trace.TracingSettings;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TracingKeysTest {
  private static final TracingKeys KEYS = new TracingKeys("notes");
  private static final ConfigSpec SPEC =
      new ConfigSpec("notes", List.of(KEYS.endpoint(), KEYS.samplePercent()));

  @Test
  void shouldBeOffUnlessACollectorIsNamed() {
    assertThat(KEYS.read(load())).isEmpty();
    assertThat(KEYS.read(load("notes.tracing.sample-percent=100"))).isEmpty();
    assertThat(KEYS.read(load("notes.tracing.endpoint=http://127.0.0.1:4318/v1/traces")))
        .contains(new TracingSettings(URI.create("http://127.0.0.1:4318/v1/traces"), 10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:4318/v1/traces",
        "https://collector.bank/v1/traces",
        "http://[::1]:4318/v1/traces",
        "https://collector.bank/v1/traces?tenant=wallets",
      })
  void shouldTakeAWholeAddress(String text) {
    assertThat(KEYS.read(load("notes.tracing.endpoint=" + text)))
        .map(TracingSettings::endpoint)
        .contains(URI.create(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:4318",
        "http://127.0.0.1:4318",
        "http://127.0.0.1:4318/",
        "grpc://127.0.0.1:4317/v1/traces",
        "http:///v1/traces",
        "http://127.0.0.1:99999/v1/traces",
        "http://127.0.0.1:0/v1/traces",
        "http://a b/v1/traces",
        "on",
      })
  void shouldSayWhatAnAddressLooksLike(String text) {
    assertThatThrownBy(() -> KEYS.read(load("notes.tracing.endpoint=" + text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "notes.tracing.endpoint '"
                + text
                + "' is not a whole address like http://127.0.0.1:4318/v1/traces");
  }

  @Test
  void shouldRefuseAPasswordWithoutRepeatingIt() {
    assertThatThrownBy(() -> KEYS.read(load("notes.tracing.endpoint=https://me:secret@host/v1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("notes.tracing.endpoint holds a user or password")
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @CsvSource({"0", "101", "50%", "0.5"})
  void shouldRefuseAShareThatIsNone(String percent) {
    assertThatThrownBy(() -> load("notes.tracing.sample-percent=" + percent))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("notes.tracing.sample-percent")
        .hasMessageContaining("from 1 to 100");
  }

  private static Config load(String... settings) {
    return SPEC.load(new ConfigSources(Optional.empty(), Map.of(), List.of(settings)));
  }
}
