package cbdc.issuer.api;

import cbdc.issuer.core.ClusterId;
import cbdc.issuer.core.LedgerKeys;
import cbdc.issuer.core.LedgerPort;
import cbdc.issuer.core.OrderSigning;
import cbdc.issuer.core.OrderWords;
import cbdc.issuer.core.Person;
import cbdc.issuer.core.ShardSupply;
import cbdc.issuer.core.SupplyAudit;
import cbdc.kit.http.Call;
import cbdc.kit.http.Problem;
import cbdc.kit.http.Reply;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.LimitPolicy.ClassLimits;
import cbdc.protocol.PublicKey;
import cbdc.protocol.wire.ReadPayload.BankTotals;
import cbdc.protocol.wire.ReadPayload.Registry;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What the ledger says now. None of it needs the database.
 *
 * @param makerMayApprove whether who made an order may also approve it
 */
record LedgerOperations(LedgerPort ledger, ClusterId cluster, boolean makerMayApprove) {

  Future<Reply> listBanks(Person person, Call call) {
    int after = call.query("cursor").map(Integer::parseInt).orElse(0);
    int limit = Parameters.limit(call);
    return Work.of(ledger.supply(0).thenCompose(supply -> page(supply, after, limit)));
  }

  private CompletionStage<Reply> page(ShardSupply supply, int after, int limit) {
    List<BankTotals> rest =
        supply.supply().banks().stream()
            .filter(totals -> totals.bank() > after)
            .sorted(Comparator.comparingInt(BankTotals::bank))
            .toList();
    List<BankTotals> page = rest.subList(0, Math.min(limit, rest.size()));
    List<CompletableFuture<Registry>> registries =
        page.stream().map(t -> ledger.registry(t.bank()).toCompletableFuture()).toList();
    return CompletableFuture.allOf(registries.toArray(CompletableFuture[]::new))
        .thenApply(
            all -> {
              ObjectNode json = Answers.object();
              ArrayNode items = json.putArray("items");
              for (int i = 0; i < page.size(); i++) {
                items.add(bank(registries.get(i).join(), page.get(i)));
              }
              if (page.size() < rest.size()) {
                json.put("nextCursor", OrderWords.bankText(page.getLast().bank()));
              }
              json.putArray("asOf").addObject().put("shard", 0).put("index", supply.index());
              return Answers.json(200, json);
            });
  }

  Future<Reply> showBank(Person person, Call call) {
    int code = Integer.parseInt(call.path("bank"));
    return Work.of(
        ledger
            .registry(code)
            .thenCombine(
                ledger.supply(0), (registry, supply) -> Answers.json(200, bank(registry, supply))));
  }

  private static ObjectNode bank(Registry registry, ShardSupply supply) {
    if (registry.status() == null) {
      throw Problem.of(IssuerProblem.BANK_UNKNOWN)
          .detail("bank " + OrderWords.bankText(registry.bank()) + " is not admitted")
          .toException();
    }
    return bank(
        registry,
        supply.supply().banks().stream()
            .filter(totals -> totals.bank() == registry.bank())
            .findFirst()
            .orElse(new BankTotals(registry.bank(), 0, 0, 0, 0, registry.quota())));
  }

  private static ObjectNode bank(Registry registry, BankTotals totals) {
    long outstanding = totals.issued() - totals.redeemed();
    ObjectNode json = Answers.object().put("bank", OrderWords.bankText(registry.bank()));
    json.put("currency", Answers.CURRENCY);
    json.put("status", registry.status().name().toLowerCase(Locale.ROOT));
    json.put("quotaMinor", registry.quota())
        .put("quotaLeftMinor", Math.max(0, registry.quota() - outstanding));
    json.put("issuedMinor", totals.issued()).put("redeemedMinor", totals.redeemed());
    json.put("outstandingMinor", outstanding);
    json.put("reserveMinor", totals.reserve()).put("vaultMinor", totals.vault());
    json.put(
        "nextOrderNumber",
        registry.bank() == 0 ? registry.nextSystemOrderNumber() : registry.nextOrderNumber());
    keys(json.putArray("keys"), registry.keys());
    return json;
  }

  Future<Reply> showTerms(Person person, Call call) {
    return Work.of(ledger.registry(0).thenApply(registry -> Answers.json(200, terms(registry))));
  }

  private ObjectNode terms(Registry registry) {
    ObjectNode json = Answers.object().put("cluster", cluster.toString());
    json.put("currency", Answers.CURRENCY).put("approvalsNeeded", registry.issuerThreshold());
    keys(json.putArray("issuerKeys"), registry.issuerKeys());
    json.put("makerMayApprove", makerMayApprove)
        .put("nextOrderNumber", registry.nextSystemOrderNumber());
    json.put("rulesVersion", registry.rulesVersion())
        .put("utcOffsetSeconds", registry.policy().utcOffsetSeconds());
    ArrayNode classes = json.putArray("classes");
    for (ClassLimits c : registry.policy().classes()) {
      ObjectNode limits = classes.addObject().put("class", c.classNumber());
      limit(limits, "single", c.single());
      limit(limits, "daily", c.daily());
      limit(limits, "yearly", c.yearly());
      limit(limits, "balance", c.balance());
    }
    json.put("makerLabel", OrderSigning.MAKER_LABEL)
        .put("approvalLabel", OrderSigning.APPROVAL_LABEL);
    return json;
  }

  private static void limit(ObjectNode json, String name, long limit) {
    if (limit != LimitPolicy.NONE) {
      json.put(name, limit);
    }
  }

  /** Keys that no suite knows never get into a registry. */
  private static void keys(ArrayNode json, List<PublicKey> keys) {
    keys.forEach(key -> LedgerKeys.verifying(key).ifPresent(known -> json.add(known.text())));
  }

  Future<Reply> showSupply(Person person, Call call) {
    return Work.of(
        SupplyAudit.read(ledger).thenApply(report -> Answers.json(200, SupplyJson.of(report))));
  }
}
