package cbdc.settlement.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HoldsPropertyTest {
  private record Key(long expiresAtMillis, long idHigh, long idLow) {}

  private record Model(int handle, int payerSlot, long payee, int day, int year, long remaining) {}

  private static final Comparator<Key> BY_EXPIRY =
      Comparator.comparingLong(Key::expiresAtMillis)
          .thenComparing(Key::idHigh, Long::compareUnsigned)
          .thenComparing(Key::idLow, Long::compareUnsigned);

  private final Holds holds = new Holds(2_000, 7);
  private final TreeMap<Key, Model> model = new TreeMap<>(BY_EXPIRY);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldBehaveLikeASortedMap(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 40_000; i++) {
      int op = random.nextInt(10);
      if (model.isEmpty() || op < 5) {
        place(random);
      } else if (op < 7) {
        reduce(random);
      } else if (op < 9) {
        remove(model.firstKey());
      } else {
        remove(any(random));
      }
      Key first = model.isEmpty() ? null : model.firstKey();
      assertThat(holds.firstToExpire())
          .as("seed %d, step %d", seed, i)
          .isEqualTo(first == null ? -1 : model.get(first).handle);
    }
    long total = 0;
    for (Map.Entry<Key, Model> entry : model.entrySet()) {
      compare(seed, entry.getKey(), entry.getValue());
      total += entry.getValue().remaining;
    }
    assertThat(holds.totalRemaining()).as("seed %d", seed).isEqualTo(total);
    assertThat(holds.size()).as("seed %d", seed).isEqualTo(model.size());
    while (!model.isEmpty()) {
      assertThat(holds.firstToExpire())
          .as("seed %d", seed)
          .isEqualTo(model.firstEntry().getValue().handle);
      remove(model.firstKey());
    }
    assertThat(holds.firstToExpire()).isEqualTo(-1);
    assertThat(holds.totalRemaining()).isZero();
  }

  private void place(Random random) {
    if (holds.isFull()) {
      assertThat(model).hasSize(2_000);
      return;
    }
    Key key = new Key(random.nextInt(500), random.nextLong(), random.nextLong());
    long amount = 1L + random.nextInt(1_000);
    int payerSlot = random.nextInt();
    long payee = random.nextLong();
    int day = random.nextInt();
    int year = random.nextInt();
    int handle =
        holds.place(
            key.idHigh, key.idLow, payerSlot, payee, amount, key.expiresAtMillis, day, year);
    model.put(key, new Model(handle, payerSlot, payee, day, year, amount));
  }

  private void reduce(Random random) {
    Key key = any(random);
    Model m = model.get(key);
    long amount = random.nextLong(m.remaining + 1);
    long left = m.remaining - amount;
    assertThat(holds.reduce(m.handle, amount)).isEqualTo(left);
    model.put(key, new Model(m.handle, m.payerSlot, m.payee, m.day, m.year, left));
  }

  private void remove(Key key) {
    holds.remove(model.remove(key).handle);
    assertThat(holds.find(key.idHigh, key.idLow)).isEqualTo(-1);
  }

  private Key any(Random random) {
    Key from = model.ceilingKey(new Key(random.nextInt(500), random.nextLong(), 0));
    return from == null ? model.firstKey() : from;
  }

  private void compare(long seed, Key key, Model m) {
    assertThat(holds.find(key.idHigh, key.idLow)).as("seed %d", seed).isEqualTo(m.handle);
    assertThat(holds.idHigh(m.handle)).isEqualTo(key.idHigh);
    assertThat(holds.idLow(m.handle)).isEqualTo(key.idLow);
    assertThat(holds.expiresAtMillis(m.handle)).isEqualTo(key.expiresAtMillis);
    assertThat(holds.payerSlot(m.handle)).isEqualTo(m.payerSlot);
    assertThat(holds.payee(m.handle)).isEqualTo(m.payee);
    assertThat(holds.day(m.handle)).isEqualTo(m.day);
    assertThat(holds.year(m.handle)).isEqualTo(m.year);
    assertThat(holds.remaining(m.handle)).as("seed %d", seed).isEqualTo(m.remaining);
  }

  @Test
  void shouldRefuseToBreakAHold() {
    int handle = holds.place(1, 2, 3, 4, 50, 6, 7, 8);
    assertThatThrownBy(() -> holds.reduce(handle, 51)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> holds.place(1, 2, 3, 4, 5, 6, 7, 8))
        .isInstanceOf(IllegalStateException.class);
    assertThat(holds.remaining(handle)).isEqualTo(50);
    assertThat(holds.totalRemaining()).isEqualTo(50);
  }
}
