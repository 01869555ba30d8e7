package cbdc.issuer.core;

import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The random id of a cluster. It lies in the signed bytes of every order, so that an order is good
 * in one cluster only.
 *
 * @param high first half
 * @param low second half
 */
public record ClusterId(long high, long low) {
  private static final long VERSION_MASK = 0xF000L;
  private static final long VERSION_4 = 0x4000L;
  private static final long VARIANT_MASK = 0xC000_0000_0000_0000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  /** A new id: a UUID of version 4. */
  public static ClusterId random(RandomGenerator random) {
    return new ClusterId(
        (random.nextLong() & ~VERSION_MASK) | VERSION_4,
        (random.nextLong() & ~VARIANT_MASK) | VARIANT);
  }

  /**
   * Reads the text form, a UUID.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static ClusterId parse(String text) {
    try {
      UUID uuid = UUID.fromString(text);
      if (uuid.toString().equalsIgnoreCase(text)) {
        return new ClusterId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
      }
    } catch (IllegalArgumentException notOne) {
      // Told below, like every other text that is none.
    }
    throw new IllegalArgumentException(
        "cluster id '"
            + text
            + "' must be a UUID such as 6f1c0b7e-2f5d-4f6e-9d0a-5f0e2c9a7b31, as genesis printed it");
  }

  @Override
  public String toString() {
    return new UUID(high, low).toString();
  }
}
