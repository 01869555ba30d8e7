package cbdc.issuer.core;

import cbdc.protocol.wire.ReadPayload.Registry;

/** What follows from the order numbers that shard 0 keeps. */
final class OrderNumbers {
  private OrderNumbers() {}

  /** The number that the next order of the registry's bank must carry. */
  static long next(Registry registry) {
    return registry.bank() == 0 ? registry.nextSystemOrderNumber() : registry.nextOrderNumber();
  }
}
