package cbdc.issuer.core;

import cbdc.crypto.Hashes;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * One line of the audit log: who did what to which order. Each line's hash covers the line before,
 * so nothing in between can be changed, taken out or put in unnoticed; whoever noted the last hash
 * finds a cut end, too.
 *
 * @param number 1, 2, 3, …
 * @param atMillis when, Unix milliseconds
 * @param actor name of the person, or {@code service}
 * @param note what was done
 * @param hash SHA-256 over the previous line's hash and this line; not copied, never changed
 */
public record AuditEntry(long number, long atMillis, String actor, AuditNote note, byte[] hash) {
  private static final String LABEL = "cbdc.issuer-audit.v1";
  private static final byte[] BEFORE_FIRST = new byte[32];

  /** The line after another, or the first when that is null. */
  public static AuditEntry after(AuditEntry previous, long atMillis, String actor, AuditNote note) {
    long number = previous == null ? 1 : previous.number() + 1;
    byte[] before = previous == null ? BEFORE_FIRST : previous.hash();
    return new AuditEntry(
        number, atMillis, actor, note, hash(before, number, atMillis, actor, note));
  }

  /** Whether this is, unchanged, the line after that one (null: the first line). */
  public boolean follows(AuditEntry previous) {
    AuditEntry expected = after(previous, atMillis, actor, note);
    return number == expected.number && Arrays.equals(hash, expected.hash);
  }

  private static byte[] hash(
      byte[] before, long number, long atMillis, String actor, AuditNote note) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(LABEL);
      out.write(before);
      out.writeLong(number);
      out.writeLong(atMillis);
      out.writeUTF(actor);
      out.writeUTF(note.action().name());
      out.writeUTF(note.order().toString());
      out.writeUTF(note.detail());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return Hashes.sha256(bytes.toByteArray());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AuditEntry that
        && number == that.number
        && atMillis == that.atMillis
        && actor.equals(that.actor)
        && note.equals(that.note)
        && Arrays.equals(hash, that.hash);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(number);
  }
}
