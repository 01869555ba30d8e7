package cbdc.settlement.ledger.decide;

import cbdc.protocol.PublicKey;

/**
 * How a decider checks an issuer key's signature under an order: a pure function, alike on every
 * replica.
 */
@FunctionalInterface
public interface OrderSignatures {
  /**
   * True when {@code signature} is the key's signature over the order's canonical bytes, under the
   * domain label of orders.
   */
  boolean isValid(PublicKey key, byte[] order, byte[] signature);
}
