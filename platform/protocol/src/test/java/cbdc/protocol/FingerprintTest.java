package cbdc.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * Golden values, made by an independent program. They may never change: snapshots hold
 * fingerprints, and duplicates are told by them.
 */
class FingerprintTest {
  @Test
  void shouldBeTheSameForEver() {
    assertThat(of(1, "")).isEqualTo(-2956416104635840657L);
    assertThat(of(1, "a")).isEqualTo(3685796099670169167L);
    assertThat(of(2, "a")).isEqualTo(-3194847744342971687L);
    assertThat(of(1, "a command of more than one word")).isEqualTo(-5645493642707276608L);
  }

  @Test
  void shouldDifferByEveryBitByLengthAndByBank() {
    for (long seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] bytes = new byte[random.nextInt(1, 71)];
      random.nextBytes(bytes);
      Set<Long> seen = new HashSet<>();
      assertThat(seen.add(of(1, bytes))).as("seed %d", seed).isTrue();
      assertThat(seen.add(of(2, bytes))).as("seed %d", seed).isTrue();
      assertThat(seen.add(of(1, Arrays.copyOf(bytes, bytes.length + 1)))).isTrue();
      for (int bit = 0; bit < bytes.length * 8; bit++) {
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        assertThat(seen.add(of(1, bytes))).as("seed %d bit %d", seed, bit).isTrue();
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
      }
    }
  }

  @Test
  void shouldNotDependOnWhereTheBytesLie() {
    byte[] shifted = "xxxa command of more than one word".getBytes(StandardCharsets.US_ASCII);
    assertThat(Fingerprint.of(1, new UnsafeBuffer(shifted), 3, shifted.length - 3))
        .isEqualTo(of(1, "a command of more than one word"));
  }

  private static long of(int bank, String text) {
    return of(bank, text.getBytes(StandardCharsets.US_ASCII));
  }

  private static long of(int bank, byte[] bytes) {
    return Fingerprint.of(bank, new UnsafeBuffer(bytes), 0, bytes.length);
  }
}
