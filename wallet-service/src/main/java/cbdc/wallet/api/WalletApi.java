package cbdc.wallet.api;

import cbdc.kit.http.OpenApiContract;
import cbdc.kit.http.Operation;
import cbdc.kit.http.RateLimiter;
import cbdc.kit.http.Reply;
import cbdc.wallet.core.AccountRegistry;
import cbdc.wallet.core.Credentials;
import cbdc.wallet.core.Currency;
import cbdc.wallet.core.EvidenceRules;
import cbdc.wallet.core.Executor;
import cbdc.wallet.core.Histories;
import cbdc.wallet.core.Ledger;
import cbdc.wallet.core.Openings;
import cbdc.wallet.core.PaymentObserver;
import cbdc.wallet.core.Refunds;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** All operations of the contract. */
public final class WalletApi {
  private WalletApi() {}

  /**
   * What the operations work with.
   *
   * @param tokenValidity how long a wallet's token is valid
   * @param rates of each holder, merchant and hold
   * @param operatorRates of the bank's own systems
   * @param strangerRates of each address that presents what is no valid token
   * @param sandbox whether the money here is nobody's
   * @param observer is told how payments ended
   */
  public record Parts(
      Ledger ledger,
      Executor executor,
      Histories histories,
      Refunds refunds,
      Openings openings,
      AccountRegistry registry,
      EvidenceRules evidenceRules,
      Credentials credentials,
      Duration tokenValidity,
      RateLimiter rates,
      RateLimiter operatorRates,
      RateLimiter strangerRates,
      boolean sandbox,
      Clock clock,
      PaymentObserver observer) {}

  /** The contract that all this fulfils. */
  public static OpenApiContract contract() {
    return OpenApiContract.load("cbdc/wallet/api/openapi.yaml");
  }

  /** A handler for each operation of the contract. */
  public static Map<String, Operation> operations(Parts parts) {
    Guard guard =
        new Guard(parts.credentials(), parts.rates(), parts.operatorRates(), parts.strangerRates());
    Ledger ledger = parts.ledger();
    Executor executor = parts.executor();
    Histories histories = parts.histories();
    Map<String, Operation> all = new HashMap<>();
    all.putAll(
        new PaymentOperations(
                ledger.bank(), guard, executor, histories, parts.refunds(), parts.observer())
            .all());
    all.putAll(
        new HoldOperations(
                guard, ledger, executor, histories, parts.credentials(), parts.observer())
            .all());
    all.putAll(
        new AccountOperations(
                guard, ledger, executor, histories, parts.registry(), parts.evidenceRules())
            .all());
    all.putAll(
        new CustomerOperations(
                guard,
                parts.openings(),
                parts.registry(),
                parts.evidenceRules(),
                parts.credentials(),
                parts.tokenValidity().toMillis())
            .all());
    all.put("getBank", call -> bank(ledger, parts.sandbox(), parts.clock()));
    return all;
  }

  private static Future<Reply> bank(Ledger ledger, boolean sandbox, Clock clock) {
    return Future.succeededFuture(
        Reply.json(
            200,
            new JsonObject()
                .put("bank", ledger.bank())
                .put("currency", Currency.CODE)
                .put("cluster", ledger.cluster().toString())
                .put("shards", ledger.shardCount())
                .put("sandbox", sandbox)
                .put("time", Json.time(clock.millis()))));
  }
}
