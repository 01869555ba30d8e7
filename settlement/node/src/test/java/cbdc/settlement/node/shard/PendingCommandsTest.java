package cbdc.settlement.node.shard;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.CommandId;
import cbdc.protocol.wire.ClientId;
import org.junit.jupiter.api.Test;

class PendingCommandsTest {
  private static final long WINDOW = 120_000;
  private static final long START = 1_772_366_400_000L;
  private static final ClientId CLIENT = new ClientId(1, 2);

  private final PendingCommands pending = new PendingCommands(WINDOW);

  private static CommandId id(long number) {
    return CommandId.of(START, number, number);
  }

  @Test
  void shouldNameWhoWaitsOnce() {
    pending.advance(START);
    pending.add(id(1), CLIENT);

    assertThat(pending.remove(id(1))).isEqualTo(CLIENT);
    assertThat(pending.remove(id(1))).isNull();
    assertThat(pending.size()).isZero();
  }

  @Test
  void shouldKeepAnEntryForAWholeWindow() {
    pending.advance(START);
    pending.advance(START + WINDOW - 1);
    pending.add(id(1), CLIENT);
    pending.advance(START + WINDOW);
    pending.advance(START + 2 * WINDOW - 1);

    assertThat(pending.remove(id(1))).isEqualTo(CLIENT);
  }

  @Test
  void shouldForgetAnEntryAfterTwoWindows() {
    pending.advance(START);
    pending.add(id(1), CLIENT);
    pending.advance(START + WINDOW);
    pending.add(id(2), CLIENT);
    pending.advance(START + 2 * WINDOW);

    assertThat(pending.size()).isEqualTo(1);
    assertThat(pending.remove(id(1))).isNull();
  }

  @Test
  void shouldForgetEverythingAfterAPause() {
    pending.advance(START);
    pending.add(id(1), CLIENT);
    pending.advance(START + 10 * WINDOW);

    assertThat(pending.size()).isZero();
  }
}
