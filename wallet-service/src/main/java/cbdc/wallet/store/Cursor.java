package cbdc.wallet.store;

import cbdc.wallet.core.Page.CursorInvalid;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Where a list goes on: behind the item with this place, in the order of its list. The text form
 * names the list and whose it is and carries a check sum, so that a cursor of another list, or one
 * that was cut, is not taken for a place.
 *
 * @param list which list
 * @param owner the account, or what else the list belongs to
 * @param place first key of the last item that was shown
 * @param high second key, first half
 * @param low second key, second half
 */
record Cursor(Listing list, long owner, long place, long high, long low) {
  /** The lists that have cursors. The code is part of cursors that clients keep. */
  enum Listing {
    ENTRIES(2),
    HOLDS(3),
    ACCOUNTS(4),
    PAYMENTS(5);

    private final byte code;

    Listing(int code) {
      this.code = (byte) code;
    }
  }

  private static final int BODY_LENGTH = 1 + 4 * Long.BYTES;
  private static final int LENGTH = BODY_LENGTH + Integer.BYTES;

  /** A cursor of a list whose places have one key. */
  static Cursor of(Listing list, long owner, long place) {
    return new Cursor(list, owner, place, 0, 0);
  }

  /** A cursor of a list in which several items can have one place. */
  static Cursor of(Listing list, long owner, long place, UUID second) {
    return new Cursor(
        list, owner, place, second.getMostSignificantBits(), second.getLeastSignificantBits());
  }

  /** The second key as an id. */
  UUID second() {
    return new UUID(high, low);
  }

  /** The text form, base64url. */
  String text() {
    ByteBuffer bytes =
        ByteBuffer.allocate(LENGTH)
            .put(list.code)
            .putLong(owner)
            .putLong(place)
            .putLong(high)
            .putLong(low);
    bytes.putInt(sum(bytes.array()));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /**
   * Reads the text form.
   *
   * @throws CursorInvalid if it is none of that list and owner
   */
  static Cursor parse(String text, Listing list, long owner) {
    ByteBuffer bytes = ByteBuffer.wrap(decoded(text));
    if (bytes.capacity() != LENGTH || bytes.getInt(BODY_LENGTH) != sum(bytes.array())) {
      throw new CursorInvalid();
    }
    byte code = bytes.get();
    Cursor cursor =
        new Cursor(list, bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
    if (code != list.code || cursor.owner != owner) {
      throw new CursorInvalid();
    }
    return cursor;
  }

  private static byte[] decoded(String text) {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException noBase64) {
      throw new CursorInvalid();
    }
  }

  private static int sum(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, BODY_LENGTH);
    return (int) sum.getValue();
  }
}
