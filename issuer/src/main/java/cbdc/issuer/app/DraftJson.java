package cbdc.issuer.app;

import cbdc.issuer.core.LedgerKeys;
import cbdc.issuer.core.OrderDraft;
import cbdc.issuer.core.OrderKind;
import cbdc.issuer.core.OrderWords;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.LimitPolicy.ClassLimits;
import cbdc.protocol.Order;
import cbdc.protocol.PublicKey;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/** What an order is to do, as the issuer's service reads it. */
final class DraftJson {
  private static final String CURRENCY = "XDU";

  private DraftJson() {}

  static ObjectNode of(OrderDraft draft) {
    ObjectNode json = Json.object().put("kind", OrderKind.of(draft.content()).label());
    String bank = OrderWords.bankText(draft.bank());
    switch (draft.content()) {
      case Order.CreditReserve o -> money(json, bank, o.amount());
      case Order.Issue o -> money(json, bank, o.amount());
      case Order.Redeem o -> money(json, bank, o.amount());
      case Order.SetOfficialStatus o -> status(json, o);
      case Order.SetPolicy o -> policy(json, o.policy());
      case Order.SetBank o -> {
        json.put("bank", bank).put("status", o.status().name().toLowerCase(Locale.ROOT));
        json.put("quota", o.quota()).put("currency", CURRENCY);
        keys(json, o.keys());
      }
      case Order.SetIssuerKeys o -> {
        json.put("threshold", o.threshold());
        keys(json, o.keys());
      }
      case Order.SweepSuspense o -> json.put("bank", bank).put("shard", o.shard());
      case Order.RaiseRulesVersion o -> json.put("version", o.rulesVersion());
      case Order.ReplaceNode o -> {
        node(json, "removed", o.removed());
        node(json, "added", o.added());
      }
    }
    return json;
  }

  private static void money(ObjectNode json, String bank, long amount) {
    json.put("bank", bank).put("amount", amount).put("currency", CURRENCY);
  }

  private static void status(ObjectNode json, Order.SetOfficialStatus o) {
    json.put("account", AccountNumber.format(o.account()));
    if (o.status() == AccountStatus.ACTIVE) {
      json.put("kind", "unblock");
    } else {
      json.put("status", OrderWords.statusText(o.status()));
    }
  }

  private static void policy(ObjectNode json, LimitPolicy policy) {
    json.put("utcOffsetSeconds", policy.utcOffsetSeconds()).put("currency", CURRENCY);
    ArrayNode classes = json.putArray("classes");
    for (ClassLimits c : policy.classes()) {
      ObjectNode limits = classes.addObject().put("class", c.classNumber());
      limit(limits, "single", c.single());
      limit(limits, "daily", c.daily());
      limit(limits, "yearly", c.yearly());
      limit(limits, "balance", c.balance());
    }
  }

  private static void limit(ObjectNode json, String name, long limit) {
    if (limit != LimitPolicy.NONE) {
      json.put(name, limit);
    }
  }

  private static void keys(ObjectNode json, List<PublicKey> keys) {
    ArrayNode texts = json.putArray("keys");
    for (PublicKey key : keys) {
      texts.add(
          LedgerKeys.verifying(key)
              .orElseThrow(() -> IssuerFailure.usage("key " + key + " cannot be used"))
              .text());
    }
  }

  private static void node(ObjectNode json, String name, String id) {
    if (!id.isEmpty()) {
      json.put(name, id);
    }
  }
}
