package cbdc.wallet.api;

import cbdc.kit.http.Call;
import cbdc.kit.http.JsonBody;
import cbdc.kit.http.Operation;
import cbdc.kit.http.Problem;
import cbdc.kit.http.Reply;
import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.CommandId;
import cbdc.wallet.core.AccountRecord;
import cbdc.wallet.core.AccountRegistry;
import cbdc.wallet.core.Caller;
import cbdc.wallet.core.Credentials;
import cbdc.wallet.core.Evidence;
import cbdc.wallet.core.EvidenceRules;
import cbdc.wallet.core.Openings;
import cbdc.wallet.core.Scope;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** For the bank's own staff and systems: opening wallets and merchants, and letting them in. */
final class CustomerOperations {
  private static final int SCOPES_MAX = 4;

  private final Guard guard;
  private final Openings openings;
  private final AccountRegistry registry;
  private final EvidenceRules rules;
  private final Credentials credentials;
  private final long tokenMillis;

  /**
   * Operations.
   *
   * @param tokenMillis how long a wallet's token is valid
   */
  CustomerOperations(
      Guard guard,
      Openings openings,
      AccountRegistry registry,
      EvidenceRules rules,
      Credentials credentials,
      long tokenMillis) {
    this.guard = guard;
    this.openings = openings;
    this.registry = registry;
    this.rules = rules;
    this.credentials = credentials;
    this.tokenMillis = tokenMillis;
  }

  Map<String, Operation> all() {
    Map<String, Operation> all = new HashMap<>();
    all.put("openWallet", this::openWallet);
    all.put("listWallets", call -> list(call, AccountKind.WALLET));
    all.put("openMerchant", this::openMerchant);
    all.put("listMerchants", call -> list(call, AccountKind.MERCHANT));
    all.put("createToken", this::createToken);
    all.put("revokeTokens", this::revokeTokens);
    all.put("createApiKey", this::createApiKey);
    all.put("listApiKeys", this::listApiKeys);
    all.put("revokeApiKey", this::revokeApiKey);
    return all;
  }

  private Future<Reply> openWallet(Call call) {
    Caller caller = guard.operator(call);
    String key = Fields.key(call);
    JsonBody body = call.body();
    int classNumber = Fields.classNumber(body);
    String holder = Fields.reference(body, "holderReference");
    List<Evidence> evidence = Fields.evidence(body);
    body.end();
    AccountOperations.requireEvidence(rules, classNumber, evidence);
    return open(
        caller, key, new Openings.Wanted(AccountKind.WALLET, classNumber, holder, evidence));
  }

  private Future<Reply> openMerchant(Call call) {
    Caller caller = guard.operator(call);
    String key = Fields.key(call);
    JsonBody body = call.body();
    String name = Fields.reference(body, "name");
    int classNumber = Fields.optionalClassNumber(body).orElse(0);
    body.end();
    return open(
        caller, key, new Openings.Wanted(AccountKind.MERCHANT, classNumber, name, List.of()));
  }

  private Future<Reply> open(Caller caller, String key, Openings.Wanted wanted) {
    return Answers.reply(
        openings.open(caller, key, wanted),
        opening ->
            switch (opening) {
              case Openings.Opening.KeyReused reused ->
                  throw Problem.of(WalletProblem.IDEMPOTENCY_KEY_REUSED)
                      .field(Fields.KEY_HEADER)
                      .toException();
              case Openings.Opening.Asked asked ->
                  Answers.of(asked.execution(), opened(asked.account()));
            });
  }

  private static Answers.Executed opened(AccountRecord account) {
    JsonObject answer =
        new JsonObject()
            .put("account", AccountNumber.format(account.account()))
            .put("kind", Json.name(account.kind()))
            .put("class", account.classNumber());
    return new Answers.Executed() {
      @Override
      public Reply settled(CommandId id) {
        return Answers.json(201, answer.put("state", "open"));
      }

      @Override
      public Reply pending(CommandId id) {
        return Answers.json(202, answer.put("state", "opening"));
      }
    };
  }

  private Future<Reply> list(Call call, AccountKind kind) {
    guard.operator(call);
    return Answers.reply(
        registry.list(kind, Fields.page(call)),
        page -> Answers.json(200, Json.page(page, account -> Json.account(account, true))));
  }

  private Future<Reply> createToken(Call call) {
    long account = Fields.accountInPath(call);
    guard.operator(call);
    return Answers.reply(
        existing(account, AccountKind.WALLET),
        found -> {
          Credentials.NewToken token = credentials.walletToken(account, tokenMillis);
          return Answers.json(
              201,
              new JsonObject()
                  .put("token", token.secret())
                  .put("account", AccountNumber.format(account))
                  .put("expiresAt", Json.time(token.expiresMillis())));
        });
  }

  private Future<Reply> revokeTokens(Call call) {
    long account = Fields.accountInPath(call);
    guard.operator(call);
    return Answers.reply(
        existing(account, AccountKind.WALLET)
            .thenCompose(found -> credentials.revokeTokens(account)),
        done -> Reply.noContent());
  }

  private Future<Reply> createApiKey(Call call) {
    long account = Fields.accountInPath(call);
    guard.operator(call);
    JsonBody body = call.body();
    String label = Fields.reference(body, "label");
    Set<Scope> scopes = scopes(body);
    body.end();
    return Answers.reply(
        existing(account, AccountKind.MERCHANT)
            .thenCompose(found -> credentials.addKey(account, label, scopes)),
        key ->
            Answers.json(
                201,
                new JsonObject()
                    .put("id", key.record().id().toString())
                    .put("key", key.secret())
                    .put("label", label)
                    .put("scopes", Json.scopes(key.record()))));
  }

  private static Set<Scope> scopes(JsonBody body) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (String name : body.texts("scopes", SCOPES_MAX, 20)) {
      if (!scopes.add(Fields.choice(body, "scopes", name, List.of(Scope.values())))) {
        throw body.invalid("scopes", "it names " + name + " twice");
      }
    }
    if (scopes.isEmpty()) {
      throw body.invalid("scopes", "it is empty");
    }
    return scopes;
  }

  private Future<Reply> listApiKeys(Call call) {
    long account = Fields.accountInPath(call);
    guard.operator(call);
    return Answers.reply(
        existing(account, AccountKind.MERCHANT).thenCompose(found -> credentials.keys(account)),
        keys -> Answers.json(200, new JsonObject().put("items", Json.items(keys, Json::apiKey))));
  }

  private Future<Reply> revokeApiKey(Call call) {
    long account = Fields.accountInPath(call);
    guard.operator(call);
    UUID key;
    try {
      key = UUID.fromString(call.path("key"));
    } catch (IllegalArgumentException none) {
      throw keyNotFound().toException();
    }
    return Answers.reply(
        existing(account, AccountKind.MERCHANT)
            .thenCompose(found -> credentials.revokeKey(account, key)),
        found -> {
          if (!found) {
            throw keyNotFound().toException();
          }
          return Reply.noContent();
        });
  }

  private static Problem keyNotFound() {
    return Problem.of(WalletProblem.API_KEY_NOT_FOUND).field("key");
  }

  private CompletionStage<AccountRecord> existing(long account, AccountKind kind) {
    return registry
        .find(account)
        .thenApply(
            found ->
                found
                    .filter(record -> record.kind() == kind)
                    .filter(record -> record.state() != AccountRecord.State.REFUSED)
                    .orElseThrow(() -> AccountOperations.notFound().toException()));
  }
}
