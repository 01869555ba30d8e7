package cbdc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SeededRandomTest {
  private final SeededRandom random = new SeededRandom(1);

  /** Golden: seeds in old bug reports must go on meaning the same test. */
  @Test
  void shouldGiveTheSameValuesForEver() {
    assertThat(LongStream.generate(() -> random.between(1, 1_000)).limit(5))
        .containsExactly(233L, 260L, 296L, 118L, 381L);
  }

  @Test
  void shouldStayWithinBothEnds() {
    boolean[] hit = new boolean[3];
    for (int i = 0; i < 1_000; i++) {
      hit[random.between(-1, 1) + 1] = true;
      assertThat(random.between(Long.MAX_VALUE - 1, Long.MAX_VALUE))
          .isGreaterThan(Long.MAX_VALUE - 2);
      assertThat(random.ofAnyMagnitude(5, 1_000_000)).isBetween(5L, 1_000_000L);
      assertThat(random.ofAnyMagnitude(7, 7)).isEqualTo(7);
    }
    assertThat(hit).containsOnly(true);
    assertThatThrownBy(() -> random.between(2, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldReachEveryMagnitude() {
    long smallest = Long.MAX_VALUE;
    long largest = 0;
    for (int i = 0; i < 2_000; i++) {
      long value = random.ofAnyMagnitude(1, Long.MAX_VALUE);
      smallest = Math.min(smallest, value);
      largest = Math.max(largest, value);
    }
    assertThat(smallest).isEqualTo(1);
    assertThat(largest).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void shouldWeighChoices() {
    Weighted<String> choice = new Weighted<String>().add(9, "often").add(1, "seldom");
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      counts.merge(choice.draw(random), 1, Integer::sum);
    }
    assertThat(counts.get("often")).isBetween(8_700, 9_300);
    assertThat(counts.get("seldom")).isBetween(700, 1_300);
  }

  @Test
  void shouldPreferLowRanks() {
    Zipf zipf = new Zipf(100, 1);
    int[] counts = new int[100];
    for (int i = 0; i < 50_000; i++) {
      counts[zipf.draw(random)]++;
    }
    // Rank 0 has 1 / H(100) = 19 % of all draws, rank 9 a tenth of that.
    assertThat(counts[0]).isBetween(8_900, 10_400);
    assertThat(counts[9]).isBetween(780, 1_150);
    assertThat(counts).doesNotContain(0);
  }

  @Test
  void shouldShuffleFlipAndFork() {
    List<Integer> values = List.of(1, 2, 3, 4, 5, 6, 7, 8);

    assertThat(random.shuffled(values))
        .containsExactlyInAnyOrderElementsOf(values)
        .isNotEqualTo(values);
    assertThat(random.withOneBitFlipped(new byte[4])).isNotEqualTo(new byte[4]).hasSize(4);
    assertThat(random.fork().nextLong()).isNotEqualTo(random.fork().nextLong());
    assertThat(random.pick(values)).isIn(values);
    assertThat(random.text(10)).hasSizeLessThanOrEqualTo(10);
  }
}
