package cbdc.issuer.core;

import java.util.UUID;

/**
 * The random id of a cluster. It lies in the signed bytes of every order, so that an order is good in one cluster only.
 *
 * @param high first half
 * @param low second half
 */
public record ClusterId(long high, long low) {
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
        "cluster id '" + text + "' must be a UUID such as 6f1c0b7e-2f5d-4f6e-9d0a-5f0e2c9a7b31, as genesis printed it");
  }

  @Override
  public String toString() {
    return new UUID(high, low).toString();
  }
}
