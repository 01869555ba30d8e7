package cbdc.settlement.node.shard;

import cbdc.crypto.DomainSeparated;
import cbdc.crypto.SignatureSuite;
import cbdc.crypto.VerifyingKey;
import cbdc.protocol.PublicKey;
import cbdc.protocol.wire.ReadRequest;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Checks signatures with decoded keys at hand: decoding a key costs about as much as a check.
 * Thread safe.
 */
public final class KeySignatures {
  /** Domain of the signature under a flush. */
  public static final String FLUSH_LABEL = "cbdc.flush.v1";

  /** Domain of the approvals under an order. */
  public static final String ORDER_LABEL = "cbdc.order.v1";

  private static final int KEYS_MAX = 4096;
  private static final DomainSeparated FLUSH = DomainSeparated.labelled(FLUSH_LABEL);
  private static final DomainSeparated ORDER = DomainSeparated.labelled(ORDER_LABEL);
  private static final DomainSeparated READ = DomainSeparated.labelled(ReadRequest.LABEL);

  private final ConcurrentHashMap<PublicKey, Optional<VerifyingKey>> decoded =
      new ConcurrentHashMap<>();

  /** Under the bytes of a flush. */
  public boolean verifyFlush(PublicKey key, byte[] signedBytes, byte[] signature) {
    return verify(key, FLUSH.bytes(signedBytes), signature);
  }

  /** Under the bytes of an order. */
  public boolean verifyOrder(PublicKey key, byte[] order, byte[] signature) {
    return verify(key, ORDER.bytes(order), signature);
  }

  /** Under a read request. */
  public boolean verifyRead(PublicKey key, byte[] signedBytes, byte[] signature) {
    return verify(key, READ.bytes(signedBytes), signature);
  }

  private boolean verify(PublicKey key, byte[] message, byte[] signature) {
    if (decoded.size() > KEYS_MAX) {
      decoded.clear();
    }
    return decoded
        .computeIfAbsent(key, KeySignatures::decode)
        .map(k -> k.verify(message, signature))
        .orElse(false);
  }

  private static Optional<VerifyingKey> decode(PublicKey key) {
    return SignatureSuite.ofCode((byte) key.suite())
        .flatMap(suite -> VerifyingKey.parse(suite, key.encoded()));
  }
}
