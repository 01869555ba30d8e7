package cbdc.wallet.api;

import cbdc.kit.http.ProblemCode;

/** What the wallet service itself refuses; the ledger's refusals are {@link LedgerProblem}s. */
enum WalletProblem implements ProblemCode {
  ACCOUNT_NUMBER_INVALID(
      400,
      "An account number is DC, two check digits, four digits of the bank and fourteen of the serial.",
      "Compare the number with its source: a digit is wrong or two are swapped."),
  IDEMPOTENCY_KEY_INVALID(
      400,
      "An idempotency key is 1 to 255 printable ASCII characters.",
      "Send a UUID of version 7 made now."),
  TEXT_TOO_LONG(
      400,
      "A note has at most 140 bytes of UTF-8, an end-to-end id at most 35.",
      "Shorten the text; letters beyond ASCII take two bytes or more."),
  END_TO_END_ID_RESERVED(
      400, "What begins with RF: names a refund.", "Choose another end-to-end id."),
  CURSOR_INVALID(
      400,
      "A cursor is the nextCursor of a page of the same list.",
      "Start again without a cursor."),
  TOKEN_EXPIRED(401, "A token is worth nothing after its end.", "Ask the bank for a new token."),
  PAYMENT_NOT_FOUND(
      404,
      "The caller takes part in the payment.",
      "Compare the id; a payment that was answered a moment ago appears shortly."),
  HOLD_NOT_FOUND(
      404,
      "The caller takes part in the hold.",
      "Compare the id; a hold that was placed a moment ago appears shortly."),
  ACCOUNT_NOT_FOUND(404, "The bank has opened the account.", "Compare the account number."),
  API_KEY_NOT_FOUND(404, "The merchant has the key.", "Compare the id with listApiKeys."),
  CURRENCY_UNKNOWN(422, "The only currency is XDU.", "Send currency XDU."),
  IDEMPOTENCY_KEY_REUSED(
      422,
      "A key stands for one request; this one was used for another.",
      "Send a new key for a new request, and the first request's content for its repetition."),
  EVIDENCE_MISSING(
      422,
      "A class asks for its evidence.",
      "Add what missing names, or choose a class that asks for less."),
  EVIDENCE_FULL(
      422,
      "At most 100 pieces of evidence are kept of a wallet, those of changes without an outcome included.",
      "Repeat such changes with their keys: what they showed is forgotten when they are refused."),
  REFUND_OVER_REST(
      422, "Refunds of a payment never go over what was paid.", "Refund at most amountLeft."),
  NOT_REFUNDABLE(
      422,
      "Only a settled payment to the merchant can be refunded.",
      "See the payment's kind and status."),
  PROJECTION_BEHIND(
      503,
      "The bank's books must have come far enough to tell.",
      "Repeat with the same key after the time in Retry-After."),
  BANK_NOT_READY(
      503,
      "The ledger must know the bank and its key.",
      "The bank's operator sets this right; repeat with the same key later.");

  private final int status;
  private final String rule;
  private final String remedy;

  WalletProblem(int status, String rule, String remedy) {
    this.status = status;
    this.rule = rule;
    this.remedy = remedy;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public String rule() {
    return rule;
  }

  @Override
  public String remedy() {
    return remedy;
  }
}
