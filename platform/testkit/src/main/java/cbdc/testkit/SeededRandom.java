package cbdc.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A source of test values that gives the same ones for the same seed on every machine. Used by one
 * thread.
 */
public final class SeededRandom {
  private final long seed;
  private final SplittableRandom random;

  /** A source that starts at this seed. */
  public SeededRandom(long seed) {
    this(seed, new SplittableRandom(seed));
  }

  private SeededRandom(long seed, SplittableRandom random) {
    this.seed = seed;
    this.random = random;
  }

  /** The seed this source began with. */
  public long seed() {
    return seed;
  }

  /** Any long. */
  public long nextLong() {
    return random.nextLong();
  }

  /** A number from low to high, both included. */
  public int between(int low, int high) {
    return (int) between((long) low, (long) high);
  }

  /** A number from low to high, both included. */
  public long between(long low, long high) {
    if (low > high) {
      throw new IllegalArgumentException("no number lies between " + low + " and " + high);
    }
    if (high == Long.MAX_VALUE) {
      return low == Long.MIN_VALUE ? random.nextLong() : random.nextLong(low - 1, high) + 1;
    }
    return random.nextLong(low, high + 1);
  }

  /**
   * A number from low to high, both included, of every magnitude alike: small ones and values near
   * the limits come up as often as large ones, which a uniform draw never shows.
   */
  public long ofAnyMagnitude(long low, long high) {
    if (chance(1, 16)) {
      return chance(1, 2) ? low : high;
    }
    long span = high - low;
    int bits = span > 0 ? Long.SIZE - Long.numberOfLeadingZeros(span) : Long.SIZE - 1;
    long offset = random.nextLong() >>> (Long.SIZE - Math.max(1, between(1, bits)));
    return span >= 0 && Long.compareUnsigned(offset, span) > 0 ? high : low + offset;
  }

  /** True in {@code times} of {@code outOf} cases. */
  public boolean chance(int times, int outOf) {
    return random.nextInt(outOf) < times;
  }

  /** A number from 0 up to, not including, 1. */
  public double fraction() {
    return random.nextDouble();
  }

  /** One of the values. */
  @SafeVarargs
  public final <T> T pick(T... values) {
    return values[random.nextInt(values.length)];
  }

  /** One of the values. */
  public <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** So many random bytes. */
  public byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /**
   * Text of up to that many characters: letters, digits, spaces, and now and then any other
   * character.
   */
  public String text(int lengthMax) {
    int length = between(0, lengthMax);
    StringBuilder text = new StringBuilder(length);
    while (text.length() < length) {
      if (chance(1, 20)) {
        text.append((char) between(0x20, 0xd7ff));
      } else {
        text.append("abcdefghijklmnopqrstuvwxyz 0123456789".charAt(random.nextInt(37)));
      }
    }
    return text.toString();
  }

  /** The values in another order. */
  public <T> List<T> shuffled(List<T> values) {
    List<T> shuffled = new ArrayList<>(values);
    for (int i = shuffled.size() - 1; i > 0; i--) {
      shuffled.set(i, shuffled.set(random.nextInt(i + 1), shuffled.get(i)));
    }
    return shuffled;
  }

  /** The bytes with one bit flipped: at least one byte is needed. */
  public byte[] withOneBitFlipped(byte[] bytes) {
    byte[] flipped = Arrays.copyOf(bytes, bytes.length);
    int bit = random.nextInt(bytes.length * Byte.SIZE);
    flipped[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
    return flipped;
  }

  /**
   * A source of its own for a part of the test, so that a change in one part leaves the others'
   * values as they were.
   */
  public SeededRandom fork() {
    return new SeededRandom(seed, random.split());
  }

  @Override
  public String toString() {
    return "seed " + seed;
  }
}
