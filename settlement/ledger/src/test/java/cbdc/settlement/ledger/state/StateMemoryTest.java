package cbdc.settlement.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bounds of memory, computed from the arrays held: the same on every machine. */
class StateMemoryTest {
  private static final long COPY_OF_A_ROW_BYTES = 8 * PagedRows.ROW_WORDS;

  @ParameterizedTest
  @ValueSource(ints = {1_000_000, 1_600_000, 2_000_000})
  void shouldKeepAnIdleAccountIn200BytesWithItsCopyForAFreeze(int size) {
    Accounts accounts = new Accounts(Integer.MAX_VALUE, 1);
    for (int i = 0; i < size; i++) {
      accounts.open(AccountNumber.of(1 + i % 7, 1_000_000 + i), AccountKind.WALLET, 1);
    }
    double bytes = (double) accounts.heapBytes() / size + COPY_OF_A_ROW_BYTES;
    assertThat(bytes).as("bytes per account of %d", size).isLessThanOrEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(ints = {400_000, 1_000_000, 1_700_000, 4_000_000})
  void shouldKeepAnIdIn48Bytes(int size) {
    IdWindow ids = new IdWindow(new Generations(), 120_000, size, 1);
    Outcome rejected =
        new Outcome.Rejected(RejectionCode.LIMIT_DAILY, 5, SampleGenesis.TIME_MILLIS);
    for (int i = 0; i < size; i++) {
      CommandId id = CommandId.of(SampleGenesis.TIME_MILLIS + i % 120_000, i, Mix.mix(i));
      ids.remember(id.high(), id.low(), i, i % 2 == 0 ? Outcome.Pending.INSTANCE : rejected);
    }
    assertThat(ids.isFull()).isTrue();
    assertThat((double) ids.heapBytes() / size)
        .as("bytes per id of %d", size)
        .isLessThanOrEqualTo(48);
  }

  @Test
  void shouldKeepAPaymentsIdIn48BytesWithItsCopyForAFreeze() {
    Generations generations = new Generations();
    IdWindow ids = new IdWindow(generations, 120_000, 4_000_000, 1);
    for (int i = 0; i < 2_000_000; i++) {
      CommandId id = CommandId.of(SampleGenesis.TIME_MILLIS + i % 120_000, i, Mix.mix(i));
      ids.remember(id.high(), id.low(), i, Outcome.Pending.INSTANCE);
    }
    double copyOfAnOutcome = 8;
    assertThat(ids.heapBytes() / 2_000_000.0 + copyOfAnOutcome)
        .as("bytes per id")
        .isLessThanOrEqualTo(48);
  }
}
