package cbdc.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  @ParameterizedTest
  @CsvSource({
    "abc,abc,0",
    "abc,ABC,0",
    "abc,abd,1",
    "abc,ab,1",
    "abc,abcd,1",
    "abc,acb,1",
    "'',abc,3",
    "kitten,sitting,3"
  })
  void shouldCountChanges(String left, String right, int expected) {
    assertThat(Nearest.distance(left, right)).isEqualTo(expected);
    assertThat(Nearest.distance(right, left)).isEqualTo(expected);
  }

  @Test
  void shouldSuggestOnlyWhatIsNear() {
    List<String> commands = List.of("replay", "verify", "bench", "node");

    assertThat(Nearest.to("repaly", commands)).contains("replay");
    assertThat(Nearest.suggestion("verfy", commands)).isEqualTo("; did you mean 'verify'?");
    assertThat(Nearest.to("ver", commands)).contains("verify");
    assertThat(Nearest.to("mint", commands)).isEmpty();
    assertThat(Nearest.suggestion("mint", List.of())).isEmpty();
  }
}
