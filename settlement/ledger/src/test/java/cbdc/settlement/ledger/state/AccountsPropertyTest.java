package cbdc.settlement.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountsPropertyTest {
  /** The same account as plain fields. */
  private static final class Model {
    long number;
    AccountKind kind;
    AccountStatus status = AccountStatus.ACTIVE;
    AccountStatus official = AccountStatus.ACTIVE;
    int classNumber;
    long available;
    long held;
    int openHolds;
    int pending;
    int day;
    long spentInDay;
    int year;
    long spentInYear;
  }

  private final Accounts accounts = new Accounts(Integer.MAX_VALUE, 99);
  private final List<Model> models = new ArrayList<>();
  private final Map<Long, Integer> slots = new HashMap<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void shouldBehaveLikePlainFields(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 60_000; i++) {
      step(random);
    }
    EnumMap<AccountKind, Long> totals = new EnumMap<>(AccountKind.class);
    Map<Integer, long[]> customers = new HashMap<>();
    long held = 0;
    for (int slot = 0; slot < models.size(); slot++) {
      compare(seed, slot, random);
      Model model = models.get(slot);
      totals.merge(model.kind, model.available + model.held, Long::sum);
      held += model.held;
      if (model.kind == AccountKind.WALLET || model.kind == AccountKind.MERCHANT) {
        long[] sums = customers.computeIfAbsent(AccountNumber.bank(model.number), b -> new long[3]);
        sums[0]++;
        sums[1] += model.available;
        sums[2] += model.held;
      }
    }
    assertThat(customers).hasSizeGreaterThan(1_000);
    customers.forEach(
        (bank, sums) ->
            assertThat(
                    new long[] {
                      accounts.customersOf(bank),
                      accounts.availableOfCustomers(bank),
                      accounts.heldOfCustomers(bank)
                    })
                .as("seed %d, bank %d", seed, bank)
                .isEqualTo(sums));
    for (AccountKind kind : AccountKind.values()) {
      assertThat(accounts.totalOf(kind))
          .as("seed %d, %s", seed, kind)
          .isEqualTo(totals.getOrDefault(kind, 0L));
    }
    assertThat(accounts.totalHeld()).as("seed %d", seed).isEqualTo(held);
    assertThat(accounts.size()).as("seed %d", seed).isEqualTo(models.size());
  }

  private void step(Random random) {
    if (models.isEmpty() || random.nextInt(3) == 0) {
      open(random);
      return;
    }
    int slot = random.nextInt(models.size());
    Model m = models.get(slot);
    int amount = random.nextInt(1_000_000);
    switch (random.nextInt(9)) {
      case 0 -> {
        long signed = random.nextBoolean() ? amount : -Math.min(amount, m.available);
        accounts.addAvailable(slot, signed);
        m.available += signed;
      }
      case 1 -> {
        long signed = random.nextBoolean() ? amount : -Math.min(amount, m.held);
        accounts.addHeld(slot, signed);
        m.held += signed;
      }
      case 2 -> {
        m.status = AccountStatus.ofCode(random.nextInt(5));
        accounts.setStatus(slot, m.status);
      }
      case 3 -> {
        m.official = AccountStatus.ofCode(random.nextInt(5));
        accounts.setOfficialStatus(slot, m.official);
      }
      case 4 -> {
        m.classNumber = random.nextInt(256);
        accounts.setClassNumber(slot, m.classNumber);
      }
      case 5 -> {
        int count = m.pending > 0 && random.nextBoolean() ? -1 : 1;
        accounts.addPending(slot, count);
        m.pending += count;
      }
      case 6 -> {
        int count = m.openHolds > 0 && random.nextBoolean() ? -1 : 1;
        accounts.addOpenHolds(slot, count);
        m.openHolds += count;
      }
      case 7 -> spend(slot, m, amount, random);
      default -> giveBack(slot, m, amount, random);
    }
  }

  private void open(Random random) {
    Model m = new Model();
    do {
      m.number = random.nextInt(9_999) * 100_000_000_000_000L + random.nextInt(50_000);
    } while (slots.containsKey(m.number));
    m.kind = AccountKind.ofCode(1 + random.nextInt(6));
    m.classNumber = random.nextInt(32);
    int slot = accounts.open(m.number, m.kind, m.classNumber);
    assertThat(slot).isEqualTo(models.size());
    slots.put(m.number, slot);
    models.add(m);
  }

  private void spend(int slot, Model m, long amount, Random random) {
    int day = 20_000 + random.nextInt(2);
    int year = 2026 + random.nextInt(2);
    accounts.addSpent(slot, day, year, amount);
    m.spentInDay = (m.day == day ? m.spentInDay : 0) + amount;
    m.day = day;
    m.spentInYear = (m.year == year ? m.spentInYear : 0) + amount;
    m.year = year;
  }

  private void giveBack(int slot, Model m, long amount, Random random) {
    int day = 20_000 + random.nextInt(2);
    int year = 2026 + random.nextInt(2);
    long possible =
        Math.min(day == m.day ? m.spentInDay : amount, year == m.year ? m.spentInYear : amount);
    long given = Math.min(amount, possible);
    accounts.giveBackSpent(slot, day, year, given);
    m.spentInDay -= day == m.day ? given : 0;
    m.spentInYear -= year == m.year ? given : 0;
  }

  private void compare(long seed, int slot, Random random) {
    Model m = models.get(slot);
    assertThat(accounts.find(m.number)).as("seed %d", seed).isEqualTo(slot);
    long unknown = 1L + random.nextInt(50_000);
    assertThat(accounts.find(unknown)).isEqualTo(slots.getOrDefault(unknown, -1));
    assertThat(accounts.number(slot)).isEqualTo(m.number);
    assertThat(accounts.kind(slot)).isEqualTo(m.kind);
    assertThat(accounts.status(slot)).isEqualTo(m.status);
    assertThat(accounts.officialStatus(slot)).isEqualTo(m.official);
    assertThat(accounts.classNumber(slot)).isEqualTo(m.classNumber);
    assertThat(accounts.available(slot)).isEqualTo(m.available);
    assertThat(accounts.held(slot)).isEqualTo(m.held);
    assertThat(accounts.openHolds(slot)).isEqualTo(m.openHolds);
    assertThat(accounts.pending(slot)).isEqualTo(m.pending);
    for (int day = 20_000; day < 20_002; day++) {
      assertThat(accounts.spentInDay(slot, day))
          .as("seed %d", seed)
          .isEqualTo(day == m.day ? m.spentInDay : 0);
    }
    for (int year = 2026; year < 2028; year++) {
      assertThat(accounts.spentInYear(slot, year))
          .as("seed %d", seed)
          .isEqualTo(year == m.year ? m.spentInYear : 0);
    }
  }

  @Test
  void shouldRefuseToBreakABalance() {
    int slot = accounts.open(5, AccountKind.WALLET, 1);
    accounts.addAvailable(slot, 10);
    assertThatThrownBy(() -> accounts.addAvailable(slot, -11))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> accounts.addAvailable(slot, Long.MAX_VALUE))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> accounts.addHeld(slot, -1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> accounts.addPending(slot, -1))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> accounts.open(5, AccountKind.WALLET, 1))
        .isInstanceOf(IllegalStateException.class);
    assertThat(accounts.available(slot)).isEqualTo(10);
    assertThat(accounts.totalOf(AccountKind.WALLET)).isEqualTo(10);
    assertThat(accounts.size()).isEqualTo(1);
  }
}
