package cbdc.settlement.node.shard;

import cbdc.protocol.BankStatus;
import cbdc.protocol.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who may ask a shard for what, as its committed state says; immutable, published to other threads
 * whenever the state changes.
 *
 * @param banks admitted banks by code
 * @param issuerKeys the issuer's keys
 */
record KeyRing(Map<Integer, Bank> banks, List<PublicKey> issuerKeys) {
  static final KeyRing EMPTY = new KeyRing(Map.of(), List.of());

  KeyRing {
    banks = Map.copyOf(banks);
    issuerKeys = List.copyOf(issuerKeys);
  }

  /** A bank's status and batch keys. */
  record Bank(BankStatus status, List<PublicKey> keys) {
    Bank {
      keys = List.copyOf(keys);
    }
  }

  /** A key by its id. The issuer is bank 0: any of its keys, or of those it gave bank 0 besides. */
  Optional<PublicKey> key(int bank, long keyId) {
    List<PublicKey> ofBank = banks.containsKey(bank) ? banks.get(bank).keys() : List.of();
    return Stream.concat(bank == 0 ? issuerKeys.stream() : Stream.empty(), ofBank.stream())
        .filter(key -> key.keyId() == keyId)
        .findFirst();
  }

  /** True when the bank may be talked to at all. */
  boolean knows(int bank) {
    return bank == 0 || banks.containsKey(bank);
  }
}
