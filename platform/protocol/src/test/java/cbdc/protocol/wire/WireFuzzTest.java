package cbdc.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import cbdc.protocol.MalformedException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever bytes come in, a decoder gives a message or a MalformedException, and never allocates
 * for more than it was sent.
 */
class WireFuzzTest {
  private static final int ROUNDS = 20_000;

  @Test
  void shouldReadGarbageAsMalformed() {
    long seed = Long.getLong("cbdc.seed", System.nanoTime());
    Random random = new Random(seed);
    List<WireSamples.Sample> samples = WireSamples.all();
    for (int i = 0; i < ROUNDS; i++) {
      byte[] garbage = new byte[random.nextInt(200)];
      random.nextBytes(garbage);
      if (garbage.length > 0) {
        garbage[0] = 1;
      }
      decode(samples.get(random.nextInt(samples.size())), garbage, seed);
    }
  }

  @Test
  void shouldReadDamagedMessagesAsMalformedOrAsAnotherMessage() {
    long seed = Long.getLong("cbdc.seed", System.nanoTime());
    Random random = new Random(seed);
    List<WireSamples.Sample> samples = WireSamples.all();
    for (int i = 0; i < ROUNDS; i++) {
      WireSamples.Sample sample = samples.get(random.nextInt(samples.size()));
      byte[] damaged = Arrays.copyOf(sample.encoded(), sample.encoded().length - random.nextInt(2));
      for (int hits = 1 + random.nextInt(4); hits > 0 && damaged.length > 0; hits--) {
        damaged[random.nextInt(damaged.length)] =
            (byte) (random.nextBoolean() ? random.nextInt() : 255);
      }
      decode(sample, damaged, seed);
    }
  }

  private static void decode(WireSamples.Sample sample, byte[] bytes, long seed) {
    try {
      assertThat(sample.decoder().apply(bytes)).isNotNull();
    } catch (MalformedException expected) {
      // What a decoder says to bytes that are not of the format.
    } catch (RuntimeException | Error e) {
      fail(
          "rerun with -Dcbdc.seed="
              + seed
              + ": "
              + sample.message().getClass()
              + " from "
              + HexFormat.of().formatHex(bytes),
          e);
    }
  }
}
