package cbdc.protocol;

import cbdc.protocol.sbe.AuditMarkDecoder;
import cbdc.protocol.sbe.AuditMarkEncoder;
import cbdc.protocol.sbe.MessageHeaderDecoder;
import cbdc.protocol.sbe.MessageHeaderEncoder;
import java.util.Arrays;
import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a leader logs now and then: the hash of its chain behind one entry. Every replica compares
 * it with its own.
 *
 * @param number consecutive number of the entry in the shard's history, from 1
 * @param chainHash hash of the chain behind it, 32 bytes
 */
public record AuditMark(long number, byte[] chainHash) {
  private static final int HASH_LENGTH = 32;
  private static final int LENGTH =
      1 + MessageHeaderEncoder.ENCODED_LENGTH + AuditMarkEncoder.BLOCK_LENGTH;

  /** Refuses what can never be a mark. */
  public AuditMark {
    if (number < 1 || chainHash.length != HASH_LENGTH) {
      throw new IllegalArgumentException(
          "expected a number from 1 and a hash of 32 bytes but got "
              + number
              + " and "
              + chainHash.length
              + " bytes");
    }
  }

  /** The log entry that carries the mark, kind byte included. */
  public byte[] encode() {
    byte[] entry = new byte[LENGTH];
    entry[0] = EntryKind.AUDIT_MARK;
    new AuditMarkEncoder()
        .wrapAndApplyHeader(new UnsafeBuffer(entry), 1, new MessageHeaderEncoder())
        .number(number)
        .putChainHash(chainHash, 0, HASH_LENGTH);
    return entry;
  }

  /**
   * Reads the mark of a log entry.
   *
   * @throws MalformedException when the entry is no audit mark
   */
  public static AuditMark decode(byte[] entry) {
    if (entry.length != LENGTH || entry[0] != EntryKind.AUDIT_MARK) {
      throw new MalformedException("expected an audit mark but got " + entry.length + " bytes");
    }
    UnsafeBuffer buffer = new UnsafeBuffer(entry);
    MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(buffer, 1);
    if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID
        || header.templateId() != AuditMarkDecoder.TEMPLATE_ID) {
      throw new MalformedException("an audit mark with template " + header.templateId());
    }
    AuditMarkDecoder decoder =
        new AuditMarkDecoder()
            .wrap(
                buffer,
                1 + MessageHeaderDecoder.ENCODED_LENGTH,
                header.blockLength(),
                header.version());
    byte[] hash = new byte[HASH_LENGTH];
    decoder.getChainHash(hash, 0, HASH_LENGTH);
    if (decoder.number() < 1) {
      throw new MalformedException("an audit mark for entry " + decoder.number());
    }
    return new AuditMark(decoder.number(), hash);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AuditMark that
        && number == that.number
        && Arrays.equals(chainHash, that.chainHash);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(number) * 31 + Arrays.hashCode(chainHash);
  }

  @Override
  public String toString() {
    return "AuditMark[" + number + ", " + HexFormat.of().formatHex(chainHash) + "]";
  }
}
