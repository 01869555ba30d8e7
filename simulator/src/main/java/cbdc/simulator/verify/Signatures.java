package cbdc.simulator.verify;

import cbdc.crypto.DomainSeparated;
import cbdc.crypto.SignatureSuite;
import cbdc.crypto.VerifyingKey;
import cbdc.protocol.PublicKey;
import cbdc.protocol.wire.FlushRequest;
import cbdc.settlement.ledger.SignatureVerifier;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Checks signatures and counts them. Thread safe. */
final class Signatures implements SignatureVerifier {
  private static final DomainSeparated ORDER = DomainSeparated.labelled("cbdc.order.v1");
  private static final DomainSeparated FLUSH =
      DomainSeparated.labelled(FlushRequest.SIGNATURE_LABEL);

  /** Decoding a key costs as much as a check; a history names few of them. */
  private final ConcurrentHashMap<PublicKey, Optional<VerifyingKey>> decoded =
      new ConcurrentHashMap<>();

  private final LongAdder checked = new LongAdder();

  @Override
  public boolean verify(PublicKey key, byte[] message, byte[] signature) {
    checked.increment();
    return decoded
        .computeIfAbsent(key, Signatures::decode)
        .map(k -> k.verify(message, signature))
        .orElse(false);
  }

  @Override
  public boolean verifyOrder(PublicKey key, byte[] order, byte[] signature) {
    return verify(key, ORDER.bytes(order), signature);
  }

  /** Under the bytes of a bank's flush. */
  boolean verifyFlush(PublicKey key, byte[] signedBytes, byte[] signature) {
    return verify(key, FLUSH.bytes(signedBytes), signature);
  }

  /** Number of signatures checked so far. */
  long checked() {
    return checked.sum();
  }

  private static Optional<VerifyingKey> decode(PublicKey key) {
    return SignatureSuite.ofCode((byte) key.suite())
        .flatMap(suite -> VerifyingKey.parse(suite, key.encoded()))
        .filter(verifying -> verifying.keyId().value() == key.keyId());
  }
}
