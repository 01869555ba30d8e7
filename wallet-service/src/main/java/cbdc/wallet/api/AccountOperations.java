package cbdc.wallet.api;

import cbdc.kit.http.Call;
import cbdc.kit.http.JsonBody;
import cbdc.kit.http.Operation;
import cbdc.kit.http.Problem;
import cbdc.kit.http.Reply;
import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.wire.ReadPayload.AccountState;
import cbdc.wallet.core.AccountRecord;
import cbdc.wallet.core.AccountRegistry;
import cbdc.wallet.core.Caller;
import cbdc.wallet.core.ClassChanges;
import cbdc.wallet.core.Currency;
import cbdc.wallet.core.Evidence;
import cbdc.wallet.core.EvidenceKind;
import cbdc.wallet.core.EvidenceRules;
import cbdc.wallet.core.Executor;
import cbdc.wallet.core.Histories;
import cbdc.wallet.core.Ledger;
import cbdc.wallet.core.Page;
import cbdc.wallet.core.ReadRefused;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What holders and the bank see of an account, and what the bank changes. */
final class AccountOperations {
  private static final List<AccountStatus> SETTABLE =
      List.of(
          AccountStatus.ACTIVE,
          AccountStatus.DEBIT_BLOCKED,
          AccountStatus.CREDIT_BLOCKED,
          AccountStatus.BLOCKED);

  private final Guard guard;
  private final Ledger ledger;
  private final Executor executor;
  private final Histories histories;
  private final AccountRegistry registry;
  private final EvidenceRules rules;
  private final ClassChanges classChanges;

  AccountOperations(
      Guard guard,
      Ledger ledger,
      Executor executor,
      Histories histories,
      AccountRegistry registry,
      EvidenceRules rules) {
    this.guard = guard;
    this.ledger = ledger;
    this.executor = executor;
    this.histories = histories;
    this.registry = registry;
    this.rules = rules;
    this.classChanges = new ClassChanges(registry, executor);
  }

  Map<String, Operation> all() {
    Map<String, Operation> all = new HashMap<>();
    all.put("getAccount", this::get);
    all.put("getBalance", this::balance);
    all.put("listEntries", this::entries);
    all.put("listPayments", this::payments);
    all.put("listHolds", this::holds);
    all.put("setStatus", this::setStatus);
    all.put("closeAccount", this::close);
    all.put("changeClass", this::changeClass);
    return all;
  }

  private Future<Reply> get(Call call) {
    long account = Fields.accountInPath(call);
    Caller caller = guard.reader(call, account);
    boolean forBank = caller instanceof Caller.Operator;
    return Answers.reply(
        registry
            .find(account)
            .thenApply(found -> found.orElseThrow(() -> notFound().toException()))
            .thenCombine(
                ledger.account(account).handle(AccountOperations::read),
                (record, state) -> account(record, state, forBank)),
        json -> Answers.json(200, json));
  }

  /** An account that is still being opened is known to the registry only. */
  private static Optional<Ledger.Read<AccountState>> read(
      Ledger.Read<AccountState> read, Throwable failure) {
    if (failure == null) {
      return Optional.of(read);
    }
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    if (cause instanceof ReadRefused refused && refused.code() == RejectionCode.ACCOUNT_UNKNOWN) {
      return Optional.empty();
    }
    throw cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
  }

  private static JsonObject account(
      AccountRecord record, Optional<Ledger.Read<AccountState>> read, boolean forBank) {
    JsonObject json = Json.account(record, forBank);
    read.ifPresent(
        known -> {
          AccountState state = known.value();
          json.put("state", "open")
              .put("class", state.classNumber())
              .put("status", Json.name(state.status()))
              .put("officialStatus", Json.name(state.officialStatus()))
              .put("available", state.available())
              .put("held", state.held())
              .put("openHolds", state.openHolds())
              .put("spentToday", state.spentInDay())
              .put("spentThisYear", state.spentInYear())
              .put("asOf", asOf(known));
        });
    return json;
  }

  private static JsonObject asOf(Ledger.Read<?> read) {
    return new JsonObject().put("shard", read.shard()).put("index", read.index());
  }

  private Future<Reply> balance(Call call) {
    long account = Fields.accountInPath(call);
    guard.reader(call, account);
    Guard.requireOwn(account, ledger.bank(), "account");
    return Answers.reply(
        ledger.balance(account).exceptionallyCompose(AccountOperations::unknownAsNotFound),
        read ->
            Answers.json(
                200,
                new JsonObject()
                    .put("account", AccountNumber.format(account))
                    .put("available", read.value().available())
                    .put("held", read.value().held())
                    .put("currency", Currency.CODE)
                    .put("asOf", asOf(read))));
  }

  private static <T> CompletionStage<T> unknownAsNotFound(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return CompletableFuture.failedFuture(
        cause instanceof ReadRefused refused && refused.code() == RejectionCode.ACCOUNT_UNKNOWN
            ? notFound().toException()
            : cause);
  }

  private Future<Reply> entries(Call call) {
    long account = Fields.accountInPath(call);
    return Answers.reply(
        listed(call, account, histories::entries),
        page ->
            Answers.json(
                200,
                new JsonObject()
                    .put("account", AccountNumber.format(account))
                    .put("currency", Currency.CODE)
                    .mergeIn(Json.page(page, Json::entry))));
  }

  private Future<Reply> payments(Call call) {
    long account = Fields.accountInPath(call);
    return Answers.reply(
        listed(call, account, histories::payments),
        page ->
            Answers.json(
                200,
                Json.page(page, payment -> Json.payment(payment, payment.payee() == account))));
  }

  private Future<Reply> holds(Call call) {
    long account = Fields.accountInPath(call);
    return Answers.reply(
        listed(call, account, histories::holds),
        page -> Answers.json(200, Json.page(page, Json::hold)));
  }

  /** What the history has of an account; a list that is empty says that the account exists. */
  private <T> CompletionStage<Page<T>> listed(
      Call call, long account, BiFunction<Long, Page.Request, CompletionStage<Page<T>>> list) {
    Caller caller = guard.reader(call, account);
    Guard.requireOwn(account, ledger.bank(), "account");
    Page.Request page = Fields.page(call);
    // Who has a token of an account needs no proof that it exists.
    return caller instanceof Caller.Operator && AccountNumber.isCustomer(account)
        ? registry
            .find(account)
            .thenApply(found -> found.orElseThrow(() -> notFound().toException()))
            .thenCompose(found -> list.apply(account, page))
        : list.apply(account, page);
  }

  private Future<Reply> setStatus(Call call) {
    long account = ownAccount(call);
    JsonBody body = call.body();
    AccountStatus status = Fields.choice(body, "status", SETTABLE);
    body.end();
    return change(
        call,
        account,
        id -> new Command.SetStatus(id, account, status),
        json -> json.put("status", Json.name(status)));
  }

  private Future<Reply> close(Call call) {
    long account = ownAccount(call);
    return change(
        call,
        account,
        id -> new Command.SetStatus(id, account, AccountStatus.CLOSED),
        json -> json.put("status", "closed"));
  }

  private long ownAccount(Call call) {
    long account = Fields.accountInPath(call);
    guard.operator(call);
    Guard.requireOwn(account, ledger.bank(), "account");
    return account;
  }

  private Future<Reply> changeClass(Call call) {
    long account = ownAccount(call);
    String key = Fields.key(call);
    JsonBody body = call.body();
    int classNumber = Fields.classNumber(body);
    List<Evidence> shown = Fields.evidence(body);
    body.end();
    return Answers.reply(
        registry
            .find(account)
            .thenCompose(
                found -> {
                  AccountRecord record =
                      found
                          .filter(wallet -> wallet.kind() == AccountKind.WALLET)
                          .orElseThrow(() -> notFound().toException());
                  List<Evidence> all = new ArrayList<>(record.evidence());
                  all.addAll(shown);
                  requireEvidence(rules, classNumber, all);
                  return classChanges.change(
                      Caller.Operator.INSTANCE, key, account, classNumber, shown);
                }),
        change ->
            switch (change) {
              case ClassChanges.Change.Asked asked ->
                  Answers.of(
                      asked.execution(), changed(account, json -> json.put("class", classNumber)));
              case ClassChanges.Change.KeyReused reused ->
                  throw Problem.of(WalletProblem.IDEMPOTENCY_KEY_REUSED)
                      .field(Fields.KEY_HEADER)
                      .toException();
              case ClassChanges.Change.EvidenceFull full ->
                  throw Problem.of(WalletProblem.EVIDENCE_FULL).field("evidence").toException();
            });
  }

  /** Refuses a class whose evidence is not complete, or that the bank does not offer. */
  static void requireEvidence(EvidenceRules rules, int classNumber, List<Evidence> shown) {
    List<EvidenceKind> missing =
        rules
            .missing(classNumber, shown)
            .orElseThrow(
                () ->
                    LedgerProblem.of(RejectionCode.CLASS_UNKNOWN)
                        .field("class")
                        .with("classes", rules.classes())
                        .toException());
    if (!missing.isEmpty()) {
      throw Problem.of(WalletProblem.EVIDENCE_MISSING)
          .field("evidence")
          .with("missing", missing.stream().map(Json::name).toList())
          .toException();
    }
  }

  private Future<Reply> change(
      Call call,
      long account,
      Function<CommandId, Command> command,
      Function<JsonObject, JsonObject> more) {
    return Answers.reply(
        executor.execute(Caller.Operator.INSTANCE, Fields.key(call), command),
        execution -> Answers.of(execution, changed(account, more)));
  }

  private static Answers.Executed changed(long account, Function<JsonObject, JsonObject> more) {
    JsonObject answer = new JsonObject().put("account", AccountNumber.format(account));
    return new Answers.Executed() {
      @Override
      public Answers.Sides sides() {
        return Answers.Sides.OF_ACCOUNT;
      }

      @Override
      public Reply settled(CommandId id) {
        return Answers.json(200, more.apply(answer.put("state", "done")));
      }

      @Override
      public Reply pending(CommandId id) {
        return Answers.json(202, answer.put("state", "pending"));
      }
    };
  }

  static Problem notFound() {
    return Problem.of(WalletProblem.ACCOUNT_NOT_FOUND).field("account");
  }
}
