package cbdc.issuer.core;

import cbdc.protocol.Order;

/** The kinds of order, with the names that people use. */
public enum OrderKind {
  CREDIT_RESERVE("credit-reserve"),
  ISSUE("issue"),
  REDEEM("redeem"),
  SET_OFFICIAL_STATUS("block"),
  SET_POLICY("set-policy"),
  SET_BANK("set-bank"),
  SET_ISSUER_KEYS("set-issuer-keys"),
  SWEEP_SUSPENSE("sweep-suspense"),
  RAISE_RULES_VERSION("raise-rules-version"),
  REPLACE_NODE("replace-node");

  private final String label;

  OrderKind(String label) {
    this.label = label;
  }

  /** The kind of an order. */
  public static OrderKind of(Order order) {
    return switch (order) {
      case Order.CreditReserve o -> CREDIT_RESERVE;
      case Order.Issue o -> ISSUE;
      case Order.Redeem o -> REDEEM;
      case Order.SetOfficialStatus o -> SET_OFFICIAL_STATUS;
      case Order.SetPolicy o -> SET_POLICY;
      case Order.SetBank o -> SET_BANK;
      case Order.SetIssuerKeys o -> SET_ISSUER_KEYS;
      case Order.SweepSuspense o -> SWEEP_SUSPENSE;
      case Order.RaiseRulesVersion o -> RAISE_RULES_VERSION;
      case Order.ReplaceNode o -> REPLACE_NODE;
    };
  }

  /** The name on the command line and in files. */
  public String label() {
    return label;
  }
}
