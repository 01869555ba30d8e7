package cbdc.wallet.core;

import cbdc.protocol.RejectionCode;

/** What a refusal says about a command that an earlier sending may have brought to the ledger. */
final class Refusals {
  private Refusals() {}

  /**
   * True when the command has not been executed and never will be. A refusal of the bank or its key
   * may be a node's own word, said without a look at the id: an earlier sending may have been
   * executed all the same, and only asking tells.
   */
  static boolean isForGood(RejectionCode code) {
    return switch (code) {
      case BANK_UNKNOWN, BANK_SUSPENDED, BANK_KEY_UNKNOWN, BATCH_SIGNATURE_INVALID -> false;
      default -> code.spendsId();
    };
  }
}
