package cbdc.settlement.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.kit.HealthChecks;
import cbdc.kit.HealthChecks.Probe;
import cbdc.kit.HealthChecks.Verdict;
import cbdc.kit.Lifecycle;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class DerivedFiguresTest {
  private final AtomicBoolean ready = new AtomicBoolean(true);
  private final HealthChecks health = new HealthChecks();

  @Test
  void shouldPublishWhatTheProbesSay() {
    health.add(Probe.READY, "test", () -> new Verdict(ready.get(), "the test says so"));

    assertThat(DerivedFigures.word(Lifecycle.State.STARTING, health)).isEqualTo("STARTING");
    assertThat(DerivedFigures.word(Lifecycle.State.RUNNING, health)).isEqualTo("READY");
    ready.set(false);
    assertThat(DerivedFigures.word(Lifecycle.State.RUNNING, health)).isEqualTo("UNREADY");
    assertThat(DerivedFigures.word(Lifecycle.State.STOPPING, health)).isEqualTo("STOPPING");
  }
}
