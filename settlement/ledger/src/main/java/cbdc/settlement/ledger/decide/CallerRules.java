package cbdc.settlement.ledger.decide;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.BankStatus;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.ledger.state.RegistryView;

/**
 * Whether a bank may act with the key that signed its batch. The signature itself was checked
 * before the batch was proposed.
 */
public final class CallerRules {
  private final RegistryView registry;

  CallerRules(RegistryView registry) {
    this.registry = registry;
  }

  /** The sender of a client batch as of now. */
  public Caller caller(int bank, long keyId) {
    return new Caller(bank, bank == 0 ? refusalOfCentralBank(keyId) : refusalOfBank(bank, keyId));
  }

  private RejectionCode refusalOfBank(int bank, long keyId) {
    if (bank > AccountNumber.MAX_BANK || !registry.isBankKnown(bank)) {
      return RejectionCode.BANK_UNKNOWN;
    }
    if (registry.bankStatus(bank) == BankStatus.SUSPENDED) {
      return RejectionCode.BANK_SUSPENDED;
    }
    return registry.bankKey(bank, keyId) == null ? RejectionCode.BANK_KEY_UNKNOWN : null;
  }

  /**
   * The central bank sends with an issuer key, or with the keys that an order gave its service. It
   * is never suspended.
   */
  private RejectionCode refusalOfCentralBank(long keyId) {
    boolean known = registry.issuerKey(keyId) != null || registry.bankKey(0, keyId) != null;
    return known ? null : RejectionCode.BANK_KEY_UNKNOWN;
  }
}
