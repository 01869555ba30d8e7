package cbdc.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CommandIdTest {
  @Test
  void shouldKeepTimeVersionAndVariant() {
    CommandId id = CommandId.of(1_700_000_000_123L, -1, -1);
    assertThat(id.timeMillis()).isEqualTo(1_700_000_000_123L);
    assertThat(CommandId.isVersion7(id.high(), id.low())).isTrue();
    assertThat(CommandId.parse(id.toString())).isEqualTo(id);
  }

  @Test
  void shouldRefuseOtherVersions() {
    assertThatThrownBy(() -> CommandId.parse("f47ac10b-58cc-4372-a567-0e02b2c3d479"))
        .hasMessageContaining("version 7");
  }
}
