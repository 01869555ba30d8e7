package cbdc.protocol.wire;

import cbdc.protocol.Approval;
import cbdc.protocol.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A read, signed because the cluster's own transport authenticates nobody.
 *
 * @param bank who asks, 0 for the issuer
 * @param keyId with which of its keys
 * @param timestampMillis when, Unix milliseconds; the node refuses what is far from its own clock
 * @param nonce random; the node may refuse one that it has seen
 * @param query what
 * @param signature under {@link #signedBytes} with label {@link #LABEL}; empty for public queries
 */
public record ReadRequest(
    int bank, long keyId, long timestampMillis, long nonce, Query query, byte[] signature) {
  /** Domain of the signature. */
  public static final String LABEL = "cbdc.read.v1";

  /** Furthest that the timestamp may be from the node's clock, either way. */
  public static final long MAX_CLOCK_DIFFERENCE_MILLIS = 60_000;

  private static final byte[] UNSIGNED = new byte[0];

  /** A public query. */
  public static ReadRequest unsigned(Query query) {
    return new ReadRequest(0, 0, 0, 0, query, UNSIGNED);
  }

  /** The same request with a signature. */
  public ReadRequest withSignature(byte[] newSignature) {
    return new ReadRequest(bank, keyId, timestampMillis, nonce, query, newSignature);
  }

  /** True when it carries a signature, right or wrong. */
  public boolean isSigned() {
    return signature.length > 0;
  }

  /** What is signed, behind the label: the cluster's id, then everything but the signature. */
  public byte[] signedBytes(long clusterHigh, long clusterLow) {
    byte[] body = body().finish();
    return ByteBuffer.allocate(16 + body.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(clusterHigh)
        .putLong(clusterLow)
        .put(body)
        .array();
  }

  /** The message's bytes. */
  public byte[] encode() {
    return body().putBytes(signature, Approval.SIGNATURE_LENGTH).finish();
  }

  private WireWriter body() {
    WireWriter out = new WireWriter(128);
    out.putShort(bank).putLong(keyId).putLong(timestampMillis).putLong(nonce);
    QueryCodec.write(query, out);
    return out;
  }

  /**
   * Reads the message.
   *
   * @throws MalformedException when the bytes are none
   */
  public static ReadRequest decode(byte[] bytes) {
    WireReader in = new WireReader(bytes);
    int bank = in.getShort();
    long keyId = in.getLong();
    long timestampMillis = in.getLong();
    long nonce = in.getLong();
    Query query = QueryCodec.read(in);
    byte[] signature = in.getBytes(Approval.SIGNATURE_LENGTH);
    in.end();
    if (signature.length != 0 && signature.length != Approval.SIGNATURE_LENGTH) {
      throw new MalformedException("a signature of " + signature.length + " bytes");
    }
    return new ReadRequest(bank, keyId, timestampMillis, nonce, query, signature);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ReadRequest that
        && bank == that.bank
        && keyId == that.keyId
        && timestampMillis == that.timestampMillis
        && nonce == that.nonce
        && query.equals(that.query)
        && Arrays.equals(signature, that.signature);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(nonce);
  }
}
