package cbdc.settlement.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotIndexTest {
  private final SlotIndex index = new SlotIndex();

  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, 64, 1})
  void shouldFindWhatWasAddedAndNotWhatWasRemoved(int distinctHashes) {
    long seed = 5;
    Random random = new Random(seed);
    Map<Integer, Integer> hashOfSlot = new HashMap<>();
    int steps = distinctHashes == Integer.MAX_VALUE ? 200_000 : 4_000;
    for (int slot = 0; slot < steps; slot++) {
      int hash =
          distinctHashes == Integer.MAX_VALUE
              ? random.nextInt()
              : random.nextInt(distinctHashes) * 0x9E3779B1;
      index.add(hash, slot);
      hashOfSlot.put(slot, hash);
      int candidate = random.nextInt(slot + 1);
      if (slot % 2 == 0 && hashOfSlot.containsKey(candidate)) {
        index.remove(hashOfSlot.remove(candidate), candidate);
      }
    }
    for (int slot = 0; slot < steps; slot++) {
      Integer hash = hashOfSlot.get(slot);
      if (hash != null) {
        assertThat(isThere(hash, slot)).as("seed %d, slot %d", seed, slot).isTrue();
      }
    }
    hashOfSlot.forEach((slot, hash) -> index.remove(hash, slot));
    hashOfSlot.forEach((slot, hash) -> assertThat(isThere(hash, slot)).isFalse());
  }

  @Test
  void shouldHoldMoreEqualHashesThanASegment() {
    for (int slot = 0; slot < 10_000; slot++) {
      index.add(0x12345678, slot);
    }
    assertThat(isThere(0x12345678, 9_999)).isTrue();
    assertThat(isThere(0x12345679, 1)).isFalse();
  }

  private boolean isThere(int hash, int slot) {
    long[] segment = index.segment(hash);
    int at = SlotIndex.home(segment, hash);
    while (segment[at] != 0) {
      if (SlotIndex.hasHash(segment[at], hash) && SlotIndex.slot(segment[at]) == slot) {
        return true;
      }
      at = SlotIndex.next(segment, at);
    }
    return false;
  }
}
