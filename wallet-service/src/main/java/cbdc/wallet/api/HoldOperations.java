package cbdc.wallet.api;

import cbdc.kit.http.Call;
import cbdc.kit.http.JsonBody;
import cbdc.kit.http.Operation;
import cbdc.kit.http.Problem;
import cbdc.kit.http.Reply;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.wallet.core.BearerTokens.CaptureToken;
import cbdc.wallet.core.Caller;
import cbdc.wallet.core.Credentials;
import cbdc.wallet.core.Currency;
import cbdc.wallet.core.Executor;
import cbdc.wallet.core.Histories;
import cbdc.wallet.core.HoldRecord;
import cbdc.wallet.core.Ledger;
import cbdc.wallet.core.PaymentKey;
import cbdc.wallet.core.PaymentKind;
import cbdc.wallet.core.PaymentObserver;
import cbdc.wallet.core.Scope;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Holds: placed by payers, captured and released by payees. */
final class HoldOperations {
  private final Guard guard;
  private final Ledger ledger;
  private final Executor executor;
  private final Histories histories;
  private final Credentials credentials;
  private final PaymentObserver observer;

  HoldOperations(
      Guard guard,
      Ledger ledger,
      Executor executor,
      Histories histories,
      Credentials credentials,
      PaymentObserver observer) {
    this.guard = guard;
    this.ledger = ledger;
    this.executor = executor;
    this.histories = histories;
    this.credentials = credentials;
    this.observer = observer;
  }

  Map<String, Operation> all() {
    return Map.of(
        "placeHold", this::place,
        "getHold", this::get,
        "captureHold", this::capture,
        "releaseHold", this::release);
  }

  /** What is to be held, under whatever id. */
  private record Wanted(
      long payer, long payee, long amount, long expiresAtMillis, String endToEndId, String note) {
    Command.PlaceHold command(CommandId id) {
      return new Command.PlaceHold(
          id,
          payer,
          payee,
          amount,
          expiresAtMillis,
          Fields.ledgerText(endToEndId),
          Fields.ledgerText(note));
    }

    JsonObject json(CommandId id, String status) {
      JsonObject json =
          new JsonObject()
              .put("id", id.toString())
              .put("status", status)
              .put("payer", AccountNumber.format(payer))
              .put("payee", AccountNumber.format(payee))
              .put("amount", amount)
              .put("currency", Currency.CODE)
              .put("expiresAt", Json.time(expiresAtMillis));
      if (!endToEndId.isEmpty()) {
        json.put("endToEndId", endToEndId);
      }
      return note.isEmpty() ? json : json.put("note", note);
    }
  }

  private Future<Reply> place(Call call) {
    Caller caller = guard.caller(call);
    String key = Fields.key(call);
    JsonBody body = call.body();
    Wanted wanted =
        new Wanted(
            Fields.account(body, "payer"),
            Fields.account(body, "payee"),
            Fields.amount(body),
            Fields.time(body, "expiresAt"),
            Fields.endToEndId(body),
            Fields.note(body));
    body.end();
    Guard.requirePayer(caller, wanted.payer());
    return Answers.reply(
        executor.execute(caller, key, wanted::command),
        execution -> Answers.of(execution, placed(wanted)));
  }

  private Answers.Executed placed(Wanted wanted) {
    return new Answers.Executed() {
      @Override
      public Reply settled(CommandId id) {
        CaptureToken token =
            new CaptureToken(id, wanted.payer(), wanted.payee(), wanted.expiresAtMillis());
        return Answers.json(
            201,
            wanted
                .json(id, "open")
                .put("captured", 0)
                .put("left", wanted.amount())
                .put("captureToken", credentials.captureToken(token)));
      }

      @Override
      public Reply pending(CommandId id) {
        return Answers.json(202, wanted.json(id, "pending"));
      }
    };
  }

  private Future<Reply> get(Call call) {
    Caller caller = guard.caller(call);
    CommandId id = holdInPath(call);
    return Answers.reply(find(caller, id), found -> Answers.json(200, Json.hold(present(found))));
  }

  private CompletionStage<Optional<HoldRecord>> find(Caller caller, CommandId id) {
    return switch (caller) {
      case Caller.Operator operator ->
          histories.holds(id).thenApply(all -> all.stream().findFirst());
      case Caller.Holder holder -> visible(id, holder.account());
      case Caller.Merchant merchant when merchant.scopes().contains(Scope.READ) ->
          visible(id, merchant.account());
      case Caller.Merchant merchant ->
          throw Guard.forbidden("this needs an API key with the scope read");
      case Caller.Capturer token when token.hold().equals(id) ->
          histories.hold(
              new PaymentKey(AccountNumber.shard(token.payer(), ledger.shardCount()), id));
      case Caller.Capturer token -> throw Guard.forbidden("the token is of another hold");
    };
  }

  private CompletionStage<Optional<HoldRecord>> visible(CommandId id, long account) {
    return histories
        .holds(id)
        .thenApply(
            all ->
                all.stream()
                    .filter(hold -> hold.payer() == account || hold.payee() == account)
                    .findFirst());
  }

  private Future<Reply> capture(Call call) {
    Caller caller = guard.caller(call);
    String key = Fields.key(call);
    CommandId hold = holdInPath(call);
    JsonBody body = call.body();
    long payer = Fields.account(body, "payer");
    long payee = Fields.account(body, "payee");
    long amount = Fields.amount(body);
    String endToEndId = Fields.endToEndId(body);
    String note = Fields.note(body);
    body.end();
    Guard.requireOwn(payer, ledger.bank(), "payer");
    Guard.requireCapturer(caller, hold, payer, payee);
    JsonObject answer =
        new JsonObject()
            .put("kind", "capture")
            .put("payer", AccountNumber.format(payer))
            .put("payee", AccountNumber.format(payee))
            .put("amount", amount)
            .put("currency", Currency.CODE)
            .put("hold", hold.toString());
    if (!endToEndId.isEmpty()) {
      answer.put("endToEndId", endToEndId);
    }
    if (!note.isEmpty()) {
      answer.put("note", note);
    }
    return Answers.reply(
        executor.execute(
            caller,
            key,
            id ->
                new Command.CaptureHold(
                    id,
                    payer,
                    payee,
                    hold,
                    amount,
                    Fields.ledgerText(endToEndId),
                    Fields.ledgerText(note))),
        execution -> {
          observer.executed(PaymentKind.CAPTURE, execution);
          return Answers.of(execution, captured(answer));
        });
  }

  private static Answers.Executed captured(JsonObject answer) {
    return new Answers.Executed() {
      @Override
      public Answers.Sides sides() {
        return Answers.Sides.OF_CAPTURE;
      }

      @Override
      public Reply settled(CommandId id) {
        return Answers.json(201, answer.put("id", id.toString()).put("status", "settled"));
      }

      @Override
      public Reply pending(CommandId id) {
        return Answers.json(202, answer.put("id", id.toString()).put("status", "pending"));
      }
    };
  }

  private Future<Reply> release(Call call) {
    Caller caller = guard.caller(call);
    String key = Fields.key(call);
    CommandId hold = holdInPath(call);
    JsonBody body = call.body();
    long payer = Fields.account(body, "payer");
    long payee = Fields.account(body, "payee");
    body.end();
    Guard.requireOwn(payer, ledger.bank(), "payer");
    Guard.requireReleaser(caller, payee);
    return Answers.reply(
        executor.execute(caller, key, id -> new Command.ReleaseHold(id, payer, payee, hold)),
        execution -> Answers.of(execution, released(hold)));
  }

  private static Answers.Executed released(CommandId hold) {
    return new Answers.Executed() {
      @Override
      public Answers.Sides sides() {
        return Answers.Sides.OF_CAPTURE;
      }

      @Override
      public Reply settled(CommandId id) {
        return Answers.json(
            200, new JsonObject().put("hold", hold.toString()).put("status", "released"));
      }

      @Override
      public Reply pending(CommandId id) {
        return Answers.json(
            202, new JsonObject().put("hold", hold.toString()).put("status", "pending"));
      }
    };
  }

  private static CommandId holdInPath(Call call) {
    return Fields.idInPath(call, "hold").orElseThrow(() -> notFound().toException());
  }

  private static HoldRecord present(Optional<HoldRecord> found) {
    return found.orElseThrow(() -> notFound().toException());
  }

  private static Problem notFound() {
    return Problem.of(WalletProblem.HOLD_NOT_FOUND).field("hold");
  }
}
