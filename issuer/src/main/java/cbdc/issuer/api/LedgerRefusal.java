package cbdc.issuer.api;

import cbdc.kit.http.ProblemCode;
import cbdc.protocol.RejectionCode;

/** A refusal of the ledger, under the ledger's own name. */
record LedgerRefusal(RejectionCode code) implements ProblemCode {
  @Override
  public String name() {
    return code.name();
  }

  @Override
  public int status() {
    return 422;
  }

  @Override
  public String rule() {
    return code.rule();
  }

  @Override
  public String remedy() {
    return "Correct what the rule names, then draft a new order.";
  }
}
