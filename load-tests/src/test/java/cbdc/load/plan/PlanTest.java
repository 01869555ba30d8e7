package cbdc.load.plan;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.load.scenario.Action;
import cbdc.load.scenario.Overrides;
import cbdc.load.scenario.Scenario;
import cbdc.load.scenario.ScenarioFiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final String YAML =
      "name: planned\nmix: {pay-merchant: 3, pay-person: 1}\narrivals: {phases: [{from: 0, to: 200, for: 10s}, {rate: 100, for: 10s}]}\n";
  private static final Crowd CROWD = crowd(3, 40, 10);

  private static Crowd crowd(int banks, int wallets, int merchants) {
    int[] walletBanks = new int[banks * wallets];
    int[] merchantBanks = new int[banks * merchants];
    for (int i = 0; i < walletBanks.length; i++) {
      walletBanks[i] = i % banks;
    }
    for (int i = 0; i < merchantBanks.length; i++) {
      merchantBanks[i] = i % banks;
    }
    return new Crowd(walletBanks, merchantBanks, 1);
  }

  private static Scenario scenario(String... overrides) {
    Map<String, String> set = new HashMap<>();
    for (int i = 0; i < overrides.length; i += 2) {
      set.put(overrides[i], overrides[i + 1]);
    }
    return new ScenarioFiles("planned.yaml", YAML).read(new Overrides(set));
  }

  private static List<Planned> all(Plan plan) {
    List<Planned> all = new ArrayList<>();
    plan.forEachRemaining(all::add);
    return all;
  }

  private static List<Planned> all(String... overrides) {
    return all(new Plan(scenario(overrides), CROWD));
  }

  /** Whoever changes this changes what every published seed means. */
  @Test
  void shouldPlanTheSameRequestsForTheSameSeedForEver() {
    Plan plan = new Plan(scenario(), CROWD);
    List<Planned> planned = all(plan);

    assertThat(planned).isEqualTo(all()).isNotEqualTo(all("seed", "2"));
    assertThat(plan.hash())
        .isEqualTo("2731c33e5fa88b1edd93821c556f765a98be61724d835ac5e27b6593055c90f3");
  }

  @Test
  void shouldPlanAsManyAsTheScheduleSays() {
    List<Planned> planned = all();

    assertThat(planned).hasSize(2_000);
    assertThat(planned).extracting(Planned::dueNanos).isSorted();
    Map<Long, Long> perSecond =
        planned.stream()
            .collect(
                Collectors.groupingBy(p -> p.dueNanos() / 1_000_000_000, Collectors.counting()));
    assertThat(perSecond).containsEntry(0L, 10L).containsEntry(9L, 190L).containsEntry(10L, 100L);
    assertThat(perSecond).containsEntry(19L, 100L).doesNotContainKey(20L);
  }

  @Test
  void shouldMixAsAsked() {
    Map<Action, Long> actions =
        all().stream().collect(Collectors.groupingBy(Planned::action, Collectors.counting()));

    assertThat(actions).containsOnlyKeys(Action.PAY_MERCHANT, Action.PAY_PERSON);
    assertThat(actions.get(Action.PAY_PERSON)).isBetween(400L, 600L);
    assertThat(all())
        .filteredOn(planned -> planned.action() == Action.PAY_PERSON)
        .allMatch(planned -> planned.payer() != planned.payee());
  }

  @Test
  void shouldFavourTheHotspot() {
    long hot =
        all("choice.merchants", "{hotspot: {percent: 90, among: 1}}", "mix", "{pay-merchant: 1}")
            .stream()
            .filter(planned -> planned.payee() == 0)
            .count();

    assertThat(hot).isBetween(1_700L, 1_900L);
  }

  @Test
  void shouldFavourTheFirstByZipf() {
    Map<Integer, Long> payers =
        all("choice.payers", "{zipf: 1.0}").stream()
            .collect(Collectors.groupingBy(Planned::payer, Collectors.counting()));

    // Harmonic number of 120 is 5.37: the first has 18.6 %, the second half of that.
    assertThat(payers.get(0)).isBetween(300L, 450L);
    assertThat(payers.get(1)).isBetween(130L, 250L);
  }

  @Test
  void shouldSendBetweenBanksAndWithinZonesAsAsked() {
    Crowd zoned = new Crowd(CROWD.walletBanks(), CROWD.merchantBanks(), 5);
    List<Planned> planned =
        all(
            new Plan(
                scenario(
                    "choice.between-banks", "95",
                    "choice.same-zone", "80",
                    "mix", "{pay-merchant: 1}"),
                zoned));

    assertThat(planned.stream().filter(p -> p.payer() % 3 != p.payee() % 3).count())
        .isBetween(1_850L, 1_950L);
    assertThat(planned.stream().filter(p -> p.payer() % 5 == p.payee() % 5).count())
        .isBetween(1_500L, 1_700L);
  }

  @Test
  void shouldReleaseOnlyWhatThePayersBankCan() {
    assertThat(all("mix", "{hold-release: 1}")).allMatch(p -> p.payer() % 3 == p.payee() % 3);
  }

  @Test
  void shouldRepeatARequestWithTheSameKeys() {
    List<Planned> planned = all("sends", "2");

    assertThat(planned).hasSize(4_000);
    for (int i = 0; i < planned.size(); i += 2) {
      assertThat(planned.get(i + 1)).isEqualTo(planned.get(i).again());
      assertThat(planned.get(i + 1).key(1, 0)).isEqualTo(planned.get(i).key(1, 0));
    }
  }

  @Test
  void shouldGiveEachStepAKeyOfItsMoment() {
    long begin = 1_772_366_400_000L;
    List<UUID> keys =
        all().stream().flatMap(p -> List.of(p.key(begin, 0), p.key(begin, 1)).stream()).toList();

    assertThat(keys).doesNotHaveDuplicates();
    assertThat(keys)
        .allMatch(key -> key.version() == 7 && key.variant() == 2)
        .allMatch(key -> (key.getMostSignificantBits() >>> 16) - begin < 20_000);
  }

  @Test
  void shouldGoOnForEverInTheClosedModel() {
    Plan plan =
        new Plan(scenario("arrivals", "{model: closed, phases: [{users: 2, for: 1s}]}"), CROWD);

    for (int i = 0; i < 10_000; i++) {
      assertThat(plan.next().dueNanos()).isEqualTo(-1);
    }
  }
}
