package cbdc.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.load.scenario.Scenario.Draw;
import cbdc.load.scenario.SweptField.Value;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SweptFieldTest {
  private static final ScenarioFiles HOT = ScenarioFiles.find("hot-merchant");

  @Test
  void shouldKeepTheValuesAsTheyWereGiven() {
    SweptField swept = SweptField.read("topology.shards=16,4,8", HOT, Overrides.NONE);

    assertThat(swept.path()).isEqualTo("topology.shards");
    assertThat(swept.values()).extracting(Value::text).containsExactly("16", "4", "8");
    assertThat(swept.values())
        .extracting(value -> value.scenario().topology().shards())
        .containsExactly(16, 4, 8);
    assertThat(swept.values())
        .extracting(Value::folder)
        .containsExactly("topology.shards=16", "topology.shards=4", "topology.shards=8");
  }

  @Test
  void shouldSweepAHotShare() {
    SweptField swept =
        SweptField.read("choice.merchants.hotspot.percent=10,90", HOT, Overrides.NONE);

    assertThat(swept.values())
        .extracting(value -> value.scenario().choice().merchants())
        .containsExactly(new Draw.Hotspot(10, 1), new Draw.Hotspot(90, 1));
  }

  @Test
  void shouldTakeListsAndObjectsAsValues() {
    SweptField swept =
        SweptField.read(
            "arrivals.phases=[{rate: 60, for: 8s}],[{rate: 90, for: 8s}]", HOT, Overrides.NONE);

    assertThat(swept.values())
        .extracting(value -> value.scenario().arrivals().peak())
        .containsExactly(60.0, 90.0);
    assertThat(swept.values())
        .extracting(Value::folder)
        .containsExactly("arrivals.phases=value-1", "arrivals.phases=value-2");
  }

  @Test
  void shouldSweepWithinAListAndKeepWhatIsSetBeside() {
    SweptField swept =
        SweptField.read(
            "arrivals.phases[1].rate=100,200", HOT, new Overrides(Map.of("topology.banks", "2")));

    assertThat(swept.values())
        .extracting(value -> value.scenario().arrivals().phases().get(1).to())
        .containsExactly(100.0, 200.0);
    assertThat(swept.values())
        .allMatch(value -> value.overrides().values().get("topology.banks").equals("2"));
    assertThat(swept.values().getFirst().folder()).isEqualTo("arrivals.phases.1.rate=100");
  }
}
