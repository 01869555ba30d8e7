package cbdc.wallet.api;

import cbdc.kit.http.HttpProblem;
import cbdc.kit.http.Problem;
import cbdc.kit.http.ProblemCode;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import java.time.Duration;

/**
 * A refusal of the ledger as an HTTP caller sees it: under the ledger's own code and rule, with a
 * status and a remedy.
 */
record LedgerProblem(String name, int status, String rule, String remedy) implements ProblemCode {
  private static final String SAME_KEY = "Repeat with the same key after the time in Retry-After.";

  /** A refusal by a rule, with the amounts that the ledger names. */
  static Problem of(Outcome.Rejected rejected, Answers.Sides sides) {
    Problem problem = of(rejected.code(), sides);
    boolean limit =
        switch (rejected.code()) {
          case LIMIT_SINGLE, LIMIT_DAILY, LIMIT_YEARLY, INSUFFICIENT_FUNDS, CAPTURE_OVER_HOLD ->
              true;
          default -> false;
        };
    if (limit) {
      problem = problem.field("amount").with("amountLeft", rejected.amountLeft());
    }
    return rejected.resetsAtMillis() == 0
        ? problem
        : problem.with("resetsAt", Json.time(rejected.resetsAtMillis()));
  }

  /** A refusal by a rule, with the name that the request has for what is at fault. */
  static Problem of(RejectionCode code, Answers.Sides sides) {
    Problem problem = of(code);
    return switch (code) {
      case ACCOUNT_INVALID, ACCOUNT_KIND_NOT_ALLOWED -> problem.field(sides.chosen());
      case ACCOUNT_UNKNOWN,
          ACCOUNT_CLOSED,
          ACCOUNT_BLOCKED,
          OFFICIALLY_BLOCKED,
          ACCOUNT_NOT_EMPTY ->
          problem.field(sides.payer());
      case SAME_ACCOUNT, PAYEE_UNKNOWN, PAYEE_CLOSED, PAYEE_BLOCKED, PAYEE_BALANCE_LIMIT ->
          problem.field(sides.payee());
      case HOLD_UNKNOWN, HOLD_EXPIRED -> problem.field("hold");
      case CLASS_UNKNOWN -> problem.field("class");
      case EXPIRY_INVALID -> problem.field("expiresAt");
      case AMOUNT_OVERFLOW -> problem.field("amount");
      default -> problem;
    };
  }

  /** A refusal by a rule. */
  static Problem of(RejectionCode code) {
    return switch (code) {
      case ID_REUSED -> Problem.of(WalletProblem.IDEMPOTENCY_KEY_REUSED).field("Idempotency-Key");
      case OVERLOADED, DEADLINE_PASSED -> Problem.of(HttpProblem.OVERLOADED);
      case BANK_UNKNOWN, BANK_SUSPENDED, BANK_KEY_UNKNOWN, BATCH_SIGNATURE_INVALID ->
          bankNotReady(code);
      case ID_EXPIRED, ID_IN_FUTURE -> Problem.of(coded(code)).field("Idempotency-Key");
      case INTERNAL_ERROR ->
          Problem.of(new LedgerProblem("LEDGER_FAULT", 500, code.rule(), fault()));
      default -> Problem.of(coded(code));
    };
  }

  /**
   * A refusal to read. Reads have no key: where the ledger finds a read's time wrong, the clock of
   * this service is, which its caller can do nothing about.
   */
  static Problem ofRead(RejectionCode code) {
    return switch (code) {
      case ID_EXPIRED, ID_IN_FUTURE -> bankNotReady(code);
      default -> of(code);
    };
  }

  private static Problem bankNotReady(RejectionCode code) {
    return Problem.of(WalletProblem.BANK_NOT_READY)
        .with("reason", code.name())
        .retryAfter(Duration.ofSeconds(10));
  }

  /** The payment took too long, was asked for, and can never be executed. */
  static Problem cancelled() {
    return Problem.of(
            new LedgerProblem(
                "CANCELLED",
                422,
                "it did not reach the ledger in time, and never will be executed",
                "Send the request again under a new key."))
        .field("Idempotency-Key");
  }

  /** The id is too old to be used, and was never executed. */
  static Problem expired(String key) {
    return of(RejectionCode.ID_EXPIRED)
        .detail("nothing was ever executed under the key " + key)
        .with("executedAt", "never");
  }

  private static ProblemCode coded(RejectionCode code) {
    return new LedgerProblem(code.name(), statusOf(code), code.rule(), remedyOf(code));
  }

  private static int statusOf(RejectionCode code) {
    if (code.isRetryable()) {
      return 503;
    }
    return code == RejectionCode.FOREIGN_ACCOUNT ? 403 : 422;
  }

  private static String fault() {
    return "Please report it with the traceId. Nothing was changed.";
  }

  private static String remedyOf(RejectionCode code) {
    return switch (code) {
      case ID_IN_FUTURE -> "Set the clock of the sender; a key's time is inside it.";
      case ID_EXPIRED -> "Send the request under a new key.";
      case FOREIGN_ACCOUNT -> "Use the wallet service of the account's bank.";
      case ACCOUNT_INVALID, ACCOUNT_UNKNOWN, PAYEE_UNKNOWN -> "Compare the account number.";
      case ACCOUNT_KIND_NOT_ALLOWED -> "Name a wallet or a merchant.";
      case SAME_ACCOUNT -> "Name two different accounts.";
      case CLASS_UNKNOWN -> "Choose a class of the policy.";
      case EXPIRY_INVALID -> "Choose an end after now and within 366 days.";
      case ACCOUNT_EXISTS -> "Send the request under a new key: another number is chosen.";
      case ACCOUNT_CLOSED, PAYEE_CLOSED -> "Use another account: closing is final.";
      case ACCOUNT_BLOCKED, PAYEE_BLOCKED -> "Ask the account's bank.";
      case OFFICIALLY_BLOCKED -> "Only the issuer can lift this: ask the account's bank.";
      case HOLD_UNKNOWN -> "Compare hold, payer and payee; it may be released or used up.";
      case HOLD_EXPIRED -> "Ask the payer for a new hold.";
      case CAPTURE_OVER_HOLD -> "Capture at most amountLeft.";
      case LIMIT_SINGLE -> "Pay at most amountLeft at once, or change to a higher class.";
      case LIMIT_DAILY, LIMIT_YEARLY ->
          "Pay at most amountLeft before resetsAt, or change to a higher class.";
      case INSUFFICIENT_FUNDS -> "Pay at most amountLeft, or pay money in first.";
      case TOO_MANY_HOLDS, TOO_MANY_ACCOUNTS -> "The bank's operator must act: report it.";
      case ACCOUNT_NOT_EMPTY -> "Empty the account and let what is under way end first.";
      case PAYEE_BALANCE_LIMIT -> "Pay less: the payee's class limits its balance.";
      case AMOUNT_OVERFLOW -> "Use smaller amounts.";
      case STORAGE_LOW, NO_LEADER, CHANNEL_STOPPED, OUTBOX_FULL -> SAME_KEY;
      default -> fault();
    };
  }
}
