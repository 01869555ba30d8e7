package cbdc.protocol;

import java.util.UUID;

/**
 * Identity of a command: a UUID of version 7 (RFC 9562), whose first 48 bits are Unix milliseconds.
 *
 * @param high time, version and 12 random bits
 * @param low variant and 62 random bits
 */
public record CommandId(long high, long low) {
  /** Last time that an id can hold, Unix milliseconds. */
  public static final long TIME_MILLIS_MAX = (1L << 48) - 1;

  /** An id of the given time with the given random bits (the rest is ignored). */
  public static CommandId of(long timeMillis, long randomHigh, long randomLow) {
    return new CommandId(
        timeMillis << 16 | 0x7000 | (randomHigh & 0xFFF),
        0x8000_0000_0000_0000L | (randomLow & 0x3FFF_FFFF_FFFF_FFFFL));
  }

  /**
   * Reads the usual text form.
   *
   * @throws IllegalArgumentException when it is no UUID of version 7
   */
  public static CommandId parse(String text) {
    UUID uuid = UUID.fromString(text);
    if (!isVersion7(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits())) {
      throw new IllegalArgumentException("id '" + text + "' is not a UUID of version 7");
    }
    return new CommandId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }

  /** Unix time of the id in milliseconds. */
  public long timeMillis() {
    return timeMillis(high);
  }

  /** Unix time in milliseconds of an id given by its high half. */
  public static long timeMillis(long high) {
    return high >>> 16;
  }

  /** True when version and variant bits are those of UUIDv7. */
  public static boolean isVersion7(long high, long low) {
    return (high & 0xF000) == 0x7000 && low >>> 62 == 2;
  }

  @Override
  public String toString() {
    return new UUID(high, low).toString();
  }
}
