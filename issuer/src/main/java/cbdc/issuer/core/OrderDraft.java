package cbdc.issuer.core;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.BankStatus;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.Order;
import cbdc.protocol.Order.Header;
import cbdc.protocol.PublicKey;
import java.util.List;

/**
 * What an order is to do, before it has a number: cluster, number and last valid day come when it
 * is written. The content is checked by {@link OrderChecks}, not here.
 */
public final class OrderDraft {
  private final Order unnumbered;

  private OrderDraft(Order unnumbered) {
    this.unnumbered = unnumbered;
  }

  private static Header of(int bank) {
    return new Header(0, 0, bank, 0, 0);
  }

  /** Credits a bank's reserve at the central bank, minor units. */
  public static OrderDraft creditReserve(int bank, long amount) {
    return new OrderDraft(new Order.CreditReserve(of(bank), amount));
  }

  /** Issues currency into a bank's vault against its reserve, minor units. */
  public static OrderDraft issue(int bank, long amount) {
    return new OrderDraft(new Order.Issue(of(bank), amount));
  }

  /** Takes currency out of a bank's vault and credits its reserve, minor units. */
  public static OrderDraft redeem(int bank, long amount) {
    return new OrderDraft(new Order.Redeem(of(bank), amount));
  }

  /** Blocks or unblocks an account officially; numbered under the account's bank. */
  public static OrderDraft setOfficialStatus(long account, AccountStatus status) {
    return new OrderDraft(
        new Order.SetOfficialStatus(of(AccountNumber.bank(account)), account, status));
  }

  /** Replaces the limit policy. */
  public static OrderDraft setPolicy(LimitPolicy policy) {
    return new OrderDraft(new Order.SetPolicy(of(0), policy));
  }

  /**
   * Admits a bank, or replaces its status, quota (minor units) and batch keys. Bank 0 gets keys for
   * the issuer's own service this way.
   */
  public static OrderDraft setBank(int bank, BankStatus status, long quota, List<PublicKey> keys) {
    return new OrderDraft(new Order.SetBank(of(bank), status, quota, keys));
  }

  /** Replaces the issuer's keys and how many of them must sign. */
  public static OrderDraft setIssuerKeys(int threshold, List<PublicKey> keys) {
    return new OrderDraft(new Order.SetIssuerKeys(of(0), threshold, keys));
  }

  /** Moves a bank's suspense in one shard to its vault. */
  public static OrderDraft sweepSuspense(int bank, int shard) {
    return new OrderDraft(new Order.SweepSuspense(of(bank), shard));
  }

  /** Raises the version of the ledger's rules. */
  public static OrderDraft raiseRulesVersion(int rulesVersion) {
    return new OrderDraft(new Order.RaiseRulesVersion(of(0), rulesVersion));
  }

  /** Replaces a settlement node for ever; an empty id means "none". */
  public static OrderDraft replaceNode(String removed, String added) {
    return new OrderDraft(new Order.ReplaceNode(of(0), removed, added));
  }

  /** The content of an order that exists. */
  public static OrderDraft like(Order order) {
    return new OrderDraft(withHeader(order, of(order.header().bank())));
  }

  /** Under which bank the order will be numbered; 0 for the whole system. */
  public int bank() {
    return unnumbered.header().bank();
  }

  /** The kind of order that it will be. */
  public OrderKind kind() {
    return OrderKind.of(unnumbered);
  }

  /** The content, with a header that names only the bank. */
  public Order content() {
    return unnumbered;
  }

  /** The order itself. */
  public Order numbered(ClusterId cluster, long number, int lastValidDay) {
    return withHeader(
        unnumbered, new Header(cluster.high(), cluster.low(), bank(), number, lastValidDay));
  }

  private static Order withHeader(Order order, Header header) {
    return switch (order) {
      case Order.CreditReserve o -> new Order.CreditReserve(header, o.amount());
      case Order.Issue o -> new Order.Issue(header, o.amount());
      case Order.Redeem o -> new Order.Redeem(header, o.amount());
      case Order.SetOfficialStatus o ->
          new Order.SetOfficialStatus(header, o.account(), o.status());
      case Order.SetPolicy o -> new Order.SetPolicy(header, o.policy());
      case Order.SetBank o -> new Order.SetBank(header, o.status(), o.quota(), o.keys());
      case Order.SetIssuerKeys o -> new Order.SetIssuerKeys(header, o.threshold(), o.keys());
      case Order.SweepSuspense o -> new Order.SweepSuspense(header, o.shard());
      case Order.RaiseRulesVersion o -> new Order.RaiseRulesVersion(header, o.rulesVersion());
      case Order.ReplaceNode o -> new Order.ReplaceNode(header, o.removed(), o.added());
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OrderDraft that && unnumbered.equals(that.unnumbered);
  }

  @Override
  public int hashCode() {
    return unnumbered.hashCode();
  }

  @Override
  public String toString() {
    return "draft of " + unnumbered;
  }
}
