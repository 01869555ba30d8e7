package cbdc.simulator.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NodeStartCommandTest {
  @Test
  void shouldPrintAnAddressAtWhichTheProbeAnswers() {
    assertThat(NodeStartCommand.healthUrl("10.0.0.2", 7601))
        .isEqualTo("http://10.0.0.2:7601/health/ready");
    assertThat(NodeStartCommand.healthUrl("0.0.0.0", 7601))
        .isEqualTo("http://127.0.0.1:7601/health/ready");
    assertThat(NodeStartCommand.healthUrl("::", 7601)).isEqualTo("http://[::1]:7601/health/ready");
    assertThat(NodeStartCommand.healthUrl("fd00::2", 7601))
        .isEqualTo("http://[fd00::2]:7601/health/ready");
  }
}
