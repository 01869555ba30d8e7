package cbdc.issuer.core;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.Amount;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.LimitPolicy.ClassLimits;
import cbdc.protocol.Order;
import cbdc.protocol.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Says in plain words what an order does, from its bytes alone: what an approver reads before
 * signing. Nothing in it comes from what somebody wrote beside the order.
 */
public final class OrderWords {
  private OrderWords() {}

  /** One line, for lists. */
  public static String summary(Order order) {
    String bank = "bank " + bankText(order.header().bank());
    return switch (order) {
      case Order.CreditReserve o ->
          "credit " + Amount.format(o.amount()) + " to the reserve of " + bank;
      case Order.Issue o -> "issue " + Amount.format(o.amount()) + " to " + bank;
      case Order.Redeem o -> "redeem " + Amount.format(o.amount()) + " from " + bank;
      case Order.SetOfficialStatus o ->
          (o.status() == AccountStatus.ACTIVE
                  ? "lift the official block of "
                  : "officially set " + statusText(o.status()) + ": ")
              + AccountNumber.format(o.account());
      case Order.SetPolicy o ->
          "set the limit policy, " + count(o.policy().classes().size(), "class", "classes");
      case Order.SetBank o ->
          "set "
              + bank
              + ": "
              + o.status().name().toLowerCase(Locale.ROOT)
              + ", quota "
              + Amount.format(o.quota())
              + ", "
              + count(o.keys().size(), "key", "keys");
      case Order.SetIssuerKeys o ->
          "set the issuer's keys: " + o.threshold() + " of " + o.keys().size() + " must sign";
      case Order.SweepSuspense o -> "sweep the suspense of " + bank + " in shard " + o.shard();
      case Order.RaiseRulesVersion o -> "raise the rules to version " + o.rulesVersion();
      case Order.ReplaceNode o -> nodeSummary(o);
    };
  }

  /** What it does, a sentence or a table row each. */
  public static List<String> effects(Order order) {
    String bank = "bank " + bankText(order.header().bank());
    return switch (order) {
      case Order.CreditReserve o ->
          List.of(
              Amount.format(o.amount())
                  + " is added to the reserve that "
                  + bank
                  + " has at the central bank.");
      case Order.Issue o ->
          List.of(
              Amount.format(o.amount()) + " leaves the reserve of " + bank + ".",
              "The same amount of new currency appears in its vault.");
      case Order.Redeem o ->
          List.of(
              Amount.format(o.amount())
                  + " of currency leaves the vault of "
                  + bank
                  + " and ceases to exist.",
              "The same amount is added to its reserve.");
      case Order.SetOfficialStatus o -> statusEffects(o);
      case Order.SetPolicy o -> policyEffects(o.policy());
      case Order.SetBank o -> bankEffects(o);
      case Order.SetIssuerKeys o -> issuerKeyEffects(o);
      case Order.SweepSuspense o ->
          List.of(
              "What shard "
                  + o.shard()
                  + " could not book for "
                  + bank
                  + " goes to the vault of "
                  + bank
                  + ".");
      case Order.RaiseRulesVersion o ->
          List.of(
              "Every shard goes by version " + o.rulesVersion() + " of the rules from then on.",
              "A node that does not know that version stops: update all nodes first.");
      case Order.ReplaceNode o -> nodeEffects(o);
    };
  }

  /** A bank code as four digits; the central bank is 0000. */
  public static String bankText(int bank) {
    return String.format("%04d", bank);
  }

  /** A limit, or {@code none}. */
  public static String limitText(long limit) {
    return limit == LimitPolicy.NONE ? "none" : Amount.format(limit);
  }

  /** A status as people write it: {@code debit-blocked}. */
  public static String statusText(AccountStatus status) {
    return status.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static List<String> statusEffects(Order.SetOfficialStatus o) {
    String account = "Account " + AccountNumber.format(o.account());
    String can =
        switch (o.status()) {
          case ACTIVE ->
              " is no longer blocked by the issuer; what its bank blocked stays blocked.";
          case DEBIT_BLOCKED -> " can be paid but cannot pay.";
          case CREDIT_BLOCKED -> " can pay but cannot be paid.";
          case BLOCKED, CLOSED -> " can neither pay nor be paid.";
        };
    return o.status() == AccountStatus.ACTIVE
        ? List.of(account + can)
        : List.of(account + can, "Only another order of the issuer lifts this.");
  }

  private static List<String> policyEffects(LimitPolicy policy) {
    List<String> lines = new ArrayList<>();
    lines.add("Every wallet goes by these limits at once; classes not named here cease to exist.");
    lines.add(
        "Days and years begin at midnight "
            + LedgerDay.offsetText(policy.utcOffsetSeconds())
            + ".");
    lines.add(
        String.format("%-6s %16s %16s %16s %16s", "class", "single", "day", "year", "balance"));
    for (ClassLimits c : policy.classes()) {
      lines.add(
          String.format(
              "%-6d %16s %16s %16s %16s",
              c.classNumber(),
              limitText(c.single()),
              limitText(c.daily()),
              limitText(c.yearly()),
              limitText(c.balance())));
    }
    return lines;
  }

  private static List<String> bankEffects(Order.SetBank o) {
    List<String> lines = new ArrayList<>();
    String bank = "Bank " + bankText(o.header().bank());
    lines.add(
        switch (o.status()) {
          case ACTIVE -> bank + " may act.";
          case SUSPENDED -> bank + " may not act; its customers can still be paid.";
        });
    if (o.header().bank() != 0) {
      lines.add("It may have " + Amount.format(o.quota()) + " of currency outstanding at most.");
    }
    lines.add(
        o.keys().isEmpty()
            ? "It has no keys, so nothing that it sends is accepted."
            : "What it sends is accepted with one of these keys only:");
    o.keys().forEach(key -> lines.add("  " + keyText(key)));
    return lines;
  }

  private static List<String> issuerKeyEffects(Order.SetIssuerKeys o) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "From then on an order needs "
            + count(o.threshold(), "signature", "signatures")
            + " of these "
            + count(o.keys().size(), "key", "keys")
            + ", and no other key counts:");
    o.keys().forEach(key -> lines.add("  " + keyText(key)));
    lines.add("Orders approved with other keys can no longer be executed.");
    return lines;
  }

  private static List<String> nodeEffects(Order.ReplaceNode o) {
    List<String> lines = new ArrayList<>();
    if (!o.removed().isEmpty()) {
      lines.add(
          "Settlement node '"
              + o.removed()
              + "' is removed for ever; its id is refused from then on.");
    }
    if (!o.added().isEmpty()) {
      lines.add(
          "Settlement node '"
              + o.added()
              + "' may join"
              + (o.removed().isEmpty() ? "." : " in its place."));
    }
    return lines;
  }

  private static String nodeSummary(Order.ReplaceNode o) {
    if (o.removed().isEmpty()) {
      return "add settlement node '" + o.added() + "'";
    }
    return o.added().isEmpty()
        ? "remove settlement node '" + o.removed() + "'"
        : "replace settlement node '" + o.removed() + "' by '" + o.added() + "'";
  }

  private static String keyText(PublicKey key) {
    return LedgerKeys.verifying(key).map(cbdc.crypto.VerifyingKey::text).orElse("unusable key")
        + "  (id "
        + LedgerKeys.keyIdText(key.keyId())
        + ")";
  }

  private static String count(int number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }
}
