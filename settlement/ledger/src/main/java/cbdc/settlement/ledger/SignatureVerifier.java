package cbdc.settlement.ledger;

import cbdc.protocol.PublicKey;

/**
 * Port to signature checking: the ledger knows keys and signatures as bytes only. Implementations
 * are pure functions, alike on every replica, and answer false for every key or signature that they
 * cannot read; they never throw.
 */
public interface SignatureVerifier {
  /**
   * True when {@code signature} is the key's signature over exactly {@code message}, as banks sign
   * their flushes.
   */
  boolean verify(PublicKey key, byte[] message, byte[] signature);

  /**
   * True when {@code signature} is the key's signature over domain label {@code cbdc.order.v1} and
   * an order's canonical bytes.
   */
  boolean verifyOrder(PublicKey key, byte[] order, byte[] signature);
}
