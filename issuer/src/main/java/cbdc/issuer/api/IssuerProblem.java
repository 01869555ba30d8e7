package cbdc.issuer.api;

import cbdc.issuer.core.DeskRule;
import cbdc.kit.http.ProblemCode;

/**
 * What the issuer's service refuses besides what every HTTP interface does. Those of the order desk
 * have the names of {@link DeskRule}.
 */
enum IssuerProblem implements ProblemCode {
  CONTENT_INVALID(
      422, "The content keeps the rules of its kind.", "Correct the content; see detail."),
  ORDER_UNKNOWN(404, "The order is in the order book.", "Look at the list of orders."),
  ORDER_ALTERED(
      409,
      "Record, bytes and signatures of an order fit together.",
      "Find out who altered the database; draft the order again."),
  FOREIGN_CLUSTER(
      422,
      "The order is for the cluster that this issuer works for.",
      "Prepare the order at the issuer of its cluster."),
  STATE_NOT_ALLOWED(
      409, "The order is in a state in which this can be done.", "Look at the order's state."),
  EXPIRED(
      409, "The order's last valid day has not passed.", "Withdraw the order and draft it again."),
  KEY_NOT_THE_ISSUERS(
      422,
      "The key is one of the issuer's keys on the ledger.",
      "Sign with one of the issuer's keys."),
  SIGNATURE_INVALID(
      422,
      "The signature is that key's, with the right label, for exactly the order's bytes.",
      "Sign the bytes as they are shown, with the label of your part."),
  MAKER_MAY_NOT_APPROVE(
      409,
      "Who made an order does not approve it: neither the person nor the key.",
      "Have somebody else approve it."),
  APPROVED_BEFORE(
      409, "Each person and each key approves an order once.", "Have somebody else approve it."),
  BYTES_APPROVED_BEFORE(
      409,
      "No earlier order with the same bytes was approved: its approvals would count for this one.",
      "Prepare the order with another last valid day."),
  UNDER_APPROVED(
      409,
      "m of the issuer's n keys have approved the order.",
      "Have the missing approvals given."),
  NUMBER_TOO_HIGH(
      409,
      "Orders of a bank are taken in the order of their numbers.",
      "Submit the order before it first, or draft this one again."),
  NUMBER_USED(409, "A number is used once.", "Withdraw the order and draft it again."),
  CHANGED_MEANWHILE(
      409,
      "Nobody else changes the order at the same time.",
      "Look at the order again, then repeat."),
  BANK_UNKNOWN(404, "The bank is admitted.", "Admit it by a set-bank order."),
  LEDGER_UNAVAILABLE(
      503,
      "This operation needs an answer of the settlement ledger.",
      "Repeat after the time in the Retry-After header.");

  private final int status;
  private final String rule;
  private final String remedy;

  IssuerProblem(int status, String rule, String remedy) {
    this.status = status;
    this.rule = rule;
    this.remedy = remedy;
  }

  /** The code of one of the desk's rules. */
  static IssuerProblem of(DeskRule rule) {
    return switch (rule) {
      case CONTENT_INVALID -> CONTENT_INVALID;
      case ORDER_UNKNOWN -> ORDER_UNKNOWN;
      case ORDER_ALTERED -> ORDER_ALTERED;
      case FOREIGN_CLUSTER -> FOREIGN_CLUSTER;
      case STATE_NOT_ALLOWED -> STATE_NOT_ALLOWED;
      case EXPIRED -> EXPIRED;
      case KEY_NOT_THE_ISSUERS -> KEY_NOT_THE_ISSUERS;
      case SIGNATURE_INVALID -> SIGNATURE_INVALID;
      case MAKER_MAY_NOT_APPROVE -> MAKER_MAY_NOT_APPROVE;
      case APPROVED_BEFORE -> APPROVED_BEFORE;
      case BYTES_APPROVED_BEFORE -> BYTES_APPROVED_BEFORE;
      case UNDER_APPROVED -> UNDER_APPROVED;
      case NUMBER_TOO_HIGH -> NUMBER_TOO_HIGH;
      case NUMBER_USED -> NUMBER_USED;
      case CHANGED_MEANWHILE -> CHANGED_MEANWHILE;
    };
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
