package cbdc.crypto;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A reusable SHA-256 that allocates nothing per hash. Used by one thread at a time; after a digest
 * it starts anew.
 */
public final class Sha256 {
  /** Length of a digest in bytes. */
  public static final int LENGTH = 32;

  private final MessageDigest digest;
  private final byte[] scratch = new byte[Long.BYTES];

  /** An empty hash. */
  public Sha256() {
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /** Adds one byte. */
  public void update(byte value) {
    digest.update(value);
  }

  /** Adds all bytes. */
  public void update(byte[] bytes) {
    digest.update(bytes);
  }

  /** Adds a range of bytes. */
  public void update(byte[] bytes, int offset, int length) {
    digest.update(bytes, offset, length);
  }

  /** Adds what remains in the buffer, whose position is left as it was. */
  public void update(ByteBuffer buffer) {
    update(buffer, buffer.position(), buffer.remaining());
  }

  /** Adds a range of the buffer, whose position is left as it was. */
  public void update(ByteBuffer buffer, int offset, int length) {
    if (buffer.hasArray()) {
      digest.update(buffer.array(), buffer.arrayOffset() + offset, length);
    } else {
      digest.update(buffer.slice(offset, length));
    }
  }

  /** Adds four bytes, lowest first. */
  public void updateInt(int value) {
    for (int i = 0; i < Integer.BYTES; i++) {
      scratch[i] = (byte) (value >>> (8 * i));
    }
    digest.update(scratch, 0, Integer.BYTES);
  }

  /** Adds eight bytes, lowest first. */
  public void updateLong(long value) {
    for (int i = 0; i < Long.BYTES; i++) {
      scratch[i] = (byte) (value >>> (8 * i));
    }
    digest.update(scratch, 0, Long.BYTES);
  }

  /** The digest in a new array. */
  public byte[] digest() {
    return digest.digest();
  }

  /** Writes the digest into 32 bytes of the array. */
  public void digestInto(byte[] target, int offset) {
    try {
      digest.digest(target, offset, LENGTH);
    } catch (DigestException tooShort) {
      throw new IllegalArgumentException(
          "a digest needs " + LENGTH + " bytes from offset " + offset, tooShort);
    }
  }

  /** Forgets what was added. */
  public void reset() {
    digest.reset();
  }
}
