package cbdc.protocol;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * 64-bit digest of a command's bytes and its bank, remembered beside the id: it tells a repeated
 * command from a reused id. Not a defence against forgery; whoever could make two commands collide
 * is the bank that owns the id, and would only get its first outcome again.
 *
 * <p>Part of every snapshot and every duplicate's answer: fixed for ever (golden test).
 */
public final class Fingerprint {
  private static final long SEED = 0x9E3779B97F4A7C15L;
  private static final long STEP = 0xBF58476D1CE4E5B9L;
  private static final long FINISH = 0x94D049BB133111EBL;

  private Fingerprint() {}

  /** The fingerprint of a command sent by {@code bank}, as {@link CommandCodec} writes it. */
  public static long of(int bank, Command command) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    int length = new CommandCodec().encode(command, buffer, 0);
    return of(bank, buffer, 0, length);
  }

  /** The fingerprint of {@code length} bytes sent by {@code bank}. */
  public static long of(int bank, DirectBuffer buffer, int offset, int length) {
    long hash = step(SEED, (long) bank << 32 | length);
    int words = offset + (length & ~7);
    int at = offset;
    for (; at < words; at += 8) {
      hash = step(hash, buffer.getLong(at, ByteOrder.LITTLE_ENDIAN));
    }
    long tail = 0;
    for (int shift = 0; at < offset + length; at++, shift += 8) {
      tail |= (buffer.getByte(at) & 0xFFL) << shift;
    }
    return finish(step(hash, tail));
  }

  /**
   * Multiplication by an odd number and the xor-shift are both invertible: words that differ give
   * hashes that differ.
   */
  private static long step(long hash, long word) {
    long mixed = (hash ^ word) * STEP;
    return mixed ^ (mixed >>> 29);
  }

  private static long finish(long hash) {
    long z = (hash ^ (hash >>> 32)) * FINISH;
    return z ^ (z >>> 31);
  }
}
