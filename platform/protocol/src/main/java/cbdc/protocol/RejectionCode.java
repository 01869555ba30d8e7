package cbdc.protocol;

/**
 * Why something was refused, in order of precedence: when several rules are broken, the first of
 * this list is reported. Names and numbers are stable: they are part of the interface and of the
 * history.
 */
public enum RejectionCode {
  // Identity of the command.
  ID_NOT_VERSION_7(1, "the id must be a UUID of version 7"),
  ID_IN_FUTURE(
      2, "the id's time is more than 10 s ahead of the ledger: set the clock of the sender"),
  ID_REUSED(3, "the id was used for a command with other content: use a new id"),
  ID_EXPIRED(
      4, "the id is older than the id window: its outcome, if it executed, is in the history"),

  // Authority of the caller.
  BANK_UNKNOWN(10, "the bank is not admitted"),
  BANK_SUSPENDED(11, "the bank is suspended by the issuer"),
  BANK_KEY_UNKNOWN(12, "the batch was signed with a key that is not, or no longer, the bank's"),
  FOREIGN_ACCOUNT(13, "the account belongs to another bank"),

  // Form of the command.
  COMMAND_MALFORMED(20, "the command's bytes are not of the protocol"),
  WRONG_SHARD(21, "the account is kept by another shard"),
  ACCOUNT_INVALID(22, "the account number is out of range"),
  ACCOUNT_KIND_NOT_ALLOWED(23, "accounts of this kind cannot take part in this command"),
  AMOUNT_NOT_POSITIVE(24, "the amount must be at least 1 minor unit"),
  SAME_ACCOUNT(25, "payer and payee must differ"),
  TEXT_TOO_LONG(26, "note at most 140 bytes, end-to-end id at most 35 bytes"),
  CLASS_UNKNOWN(27, "the policy has no such class"),
  // 28 stays unused: it was for statuses that cannot be set, and every status can be.
  EXPIRY_INVALID(29, "a hold must end after now and within 366 days"),

  // State of accounts and holds.
  ACCOUNT_EXISTS(40, "the account number is taken"),
  ACCOUNT_UNKNOWN(41, "there is no such account"),
  ACCOUNT_CLOSED(42, "the account is closed"),
  ACCOUNT_BLOCKED(43, "the account is blocked for this"),
  OFFICIALLY_BLOCKED(44, "an issuer's order blocked the account, and only an order can lift it"),
  HOLD_UNKNOWN(45, "the payer has no such hold for this payee"),
  HOLD_EXPIRED(46, "the hold's time is over"),
  CAPTURE_OVER_HOLD(47, "the amount is more than what is left of the hold"),
  LIMIT_SINGLE(48, "over the largest single payment of the class"),
  LIMIT_DAILY(49, "over what the class may spend in a day"),
  LIMIT_YEARLY(50, "over what the class may spend in a year"),
  INSUFFICIENT_FUNDS(51, "the available balance is too small"),
  TOO_MANY_HOLDS(52, "the shard keeps as many open holds as it can"),
  ACCOUNT_NOT_EMPTY(
      53, "only an account with a zero balance, no holds and no unacknowledged payments can close"),
  TOO_MANY_ACCOUNTS(54, "the shard keeps as many accounts as it can"),

  // The payee's side; the payer learns the code only.
  PAYEE_UNKNOWN(60, "the payee does not exist"),
  PAYEE_CLOSED(61, "the payee's account is closed"),
  PAYEE_BLOCKED(62, "the payee's account takes no payments"),
  PAYEE_BALANCE_LIMIT(63, "the payee's wallet cannot hold that much"),

  // Orders.
  ORDER_MALFORMED(70, "the order's bytes are not of the protocol"),
  ORDER_FOREIGN_CLUSTER(71, "the order was made for another cluster"),
  ORDER_UNDERSIGNED(72, "the order needs more valid signatures of different issuer keys"),
  ORDER_EXPIRED(73, "the order's last valid day has passed"),
  ORDER_OUT_OF_SEQUENCE(74, "the order's number is not the next one of its bank"),
  ORDER_INVALID(75, "the order's content breaks a rule of its kind"),
  ORDER_OVER_QUOTA(76, "the bank would have more outstanding than its quota"),
  ORDER_OVER_RESERVES(77, "the bank's reserve is too small"),
  ORDER_OVER_VAULT(78, "the bank's vault is too small"),

  // Bounds inside the state machine.
  AMOUNT_OVERFLOW(90, "a sum would be larger than an account can hold"),
  INTERNAL_ERROR(99, "a fault of the ledger's own; nothing was changed; please report it"),

  // Before proposing; these spend no id, and most pass by themselves.
  OVERLOADED(110, "too much work is waiting: try again shortly"),
  STORAGE_LOW(111, "the node's disk is nearly full"),
  OUTBOX_FULL(112, "too many payments to the payee's shard are waiting for it"),
  CHANNEL_STOPPED(113, "the channel to the payee's shard is stopped by an alarm"),
  NO_LEADER(114, "the shard has no leader at the moment"),
  BATCH_SIGNATURE_INVALID(115, "the batch's signature does not fit its bytes and key"),
  DEADLINE_PASSED(116, "the outcome was not known in time and is being settled by asking"),
  RULES_VERSION_UNSUPPORTED(
      117, "not every node can execute that version of the rules: update all nodes first"),
  NODE_CHANGE_IMPOSSIBLE(118, "the nodes that there are now do not allow this change");

  private static final RejectionCode[] BY_NUMBER = new RejectionCode[128];

  static {
    for (RejectionCode code : values()) {
      BY_NUMBER[code.number] = code;
    }
  }

  private final int number;
  private final String rule;

  RejectionCode(int number, String rule) {
    this.number = number;
    this.rule = rule;
  }

  /** Wire number, 1 to 127. */
  public int number() {
    return number;
  }

  /** The rule in words, for people. */
  public String rule() {
    return rule;
  }

  /**
   * True when the refusal came before proposing, spent no id, and may have passed when the same
   * command is sent again.
   */
  public boolean isRetryable() {
    return number >= OVERLOADED.number
        && this != BATCH_SIGNATURE_INVALID
        && this != RULES_VERSION_UNSUPPORTED
        && this != NODE_CHANGE_IMPOSSIBLE;
  }

  /**
   * True when the refusal is remembered as the id's outcome, so that the same bytes arriving again
   * cannot execute later. False for what says nothing about the command's own outcome: refused ids,
   * bytes of no protocol, and everything that may be sent again.
   */
  public boolean spendsId() {
    return number >= BANK_UNKNOWN.number && number < OVERLOADED.number && this != COMMAND_MALFORMED;
  }

  /** The code with this number, or null. */
  public static RejectionCode ofNumber(int number) {
    return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
  }
}
