package cbdc.settlement.ledger.decide;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.Text;

/**
 * What can be said about a command from its own fields: who may send it, to which shard, with which
 * accounts.
 */
final class FormRules {
  private final int shard;
  private final int shardCount;

  FormRules(int shard, int shardCount) {
    this.shard = shard;
    this.shardCount = shardCount;
  }

  /**
   * Authority and place: the caller may act, the account is its own and is kept here; null when all
   * hold.
   */
  RejectionCode refusalOfCaller(Caller caller, long account) {
    if (caller.refusal() != null) {
      return caller.refusal();
    }
    if (AccountNumber.bank(account) != caller.bank()) {
      return RejectionCode.FOREIGN_ACCOUNT;
    }
    return AccountNumber.shard(account, shardCount) == shard ? null : RejectionCode.WRONG_SHARD;
  }

  /**
   * A command about one wallet or merchant account of the caller; null when it may be looked at
   * further.
   */
  RejectionCode refusalOfCustomer(Caller caller, long account) {
    RejectionCode code = refusalOfCaller(caller, account);
    if (code != null) {
      return code;
    }
    if (!AccountNumber.isInRange(account)) {
      return RejectionCode.ACCOUNT_INVALID;
    }
    return AccountNumber.isCustomer(account) ? null : RejectionCode.ACCOUNT_KIND_NOT_ALLOWED;
  }

  /** Whether money may flow between these two accounts at all. */
  static boolean isPairAllowed(long payer, long payee) {
    boolean sameBank = AccountNumber.bank(payer) == AccountNumber.bank(payee);
    if (AccountNumber.isCustomer(payer)) {
      return AccountNumber.isCustomer(payee) || (AccountNumber.isVault(payee) && sameBank);
    }
    if (!AccountNumber.isVault(payer)) {
      return false;
    }
    // A vault that pays itself is told SAME_ACCOUNT, which says more.
    return AccountNumber.isVault(payee) || (AccountNumber.isCustomer(payee) && sameBank);
  }

  static boolean isTextTooLong(Text endToEndId, Text note) {
    return endToEndId.length() > Command.MAX_END_TO_END_ID_LENGTH
        || note.length() > Command.MAX_NOTE_LENGTH;
  }
}
