package cbdc.settlement.node.shard;

import cbdc.crypto.DomainSeparated;
import cbdc.crypto.SignatureSuite;
import cbdc.crypto.VerifyingKey;
import cbdc.protocol.PublicKey;
import cbdc.protocol.wire.ReadRequest;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Checks signatures under what banks and the issuer send, each in its domain. Thread safe if its
 * check is.
 */
public final class KeySignatures {
  /** Domain of the signature under a flush. */
  public static final String FLUSH_LABEL = "cbdc.flush.v1";

  /** Domain of the approvals under an order. */
  public static final String ORDER_LABEL = "cbdc.order.v1";

  private static final DomainSeparated FLUSH = DomainSeparated.labelled(FLUSH_LABEL);
  private static final DomainSeparated ORDER = DomainSeparated.labelled(ORDER_LABEL);
  private static final DomainSeparated READ = DomainSeparated.labelled(ReadRequest.LABEL);

  /** Whether a signature is a key's for exactly this message. */
  @FunctionalInterface
  public interface Check {
    /** False for whatever is no such signature, also where the key cannot be read. */
    boolean holds(PublicKey key, byte[] message, byte[] signature);
  }

  private final Check check;

  /** Checks with the suites of {@code cbdc.crypto}. */
  public KeySignatures() {
    this(new DecodedKeys());
  }

  /** Checks in another way, for simulations. */
  public KeySignatures(Check check) {
    this.check = check;
  }

  /** Under the bytes of a flush. */
  public boolean verifyFlush(PublicKey key, byte[] signedBytes, byte[] signature) {
    return check.holds(key, FLUSH.bytes(signedBytes), signature);
  }

  /** Under the bytes of an order. */
  public boolean verifyOrder(PublicKey key, byte[] order, byte[] signature) {
    return check.holds(key, ORDER.bytes(order), signature);
  }

  /** Under a read request. */
  public boolean verifyRead(PublicKey key, byte[] signedBytes, byte[] signature) {
    return check.holds(key, READ.bytes(signedBytes), signature);
  }

  /** Keeps decoded keys at hand: decoding one costs about as much as a check. */
  private static final class DecodedKeys implements Check {
    private static final int KEYS_MAX = 4096;

    private final ConcurrentHashMap<PublicKey, Optional<VerifyingKey>> decoded =
        new ConcurrentHashMap<>();

    @Override
    public boolean holds(PublicKey key, byte[] message, byte[] signature) {
      if (decoded.size() > KEYS_MAX) {
        decoded.clear();
      }
      return decoded
          .computeIfAbsent(key, DecodedKeys::decode)
          .map(k -> k.verify(message, signature))
          .orElse(false);
    }

    private static Optional<VerifyingKey> decode(PublicKey key) {
      return SignatureSuite.ofCode((byte) key.suite())
          .flatMap(suite -> VerifyingKey.parse(suite, key.encoded()));
    }
  }
}
