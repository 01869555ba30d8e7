package cbdc.wallet.api;

import cbdc.kit.http.Call;
import cbdc.kit.http.JsonBody;
import cbdc.kit.http.Operation;
import cbdc.kit.http.Problem;
import cbdc.kit.http.Reply;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.wallet.core.Caller;
import cbdc.wallet.core.Currency;
import cbdc.wallet.core.Executor;
import cbdc.wallet.core.Histories;
import cbdc.wallet.core.PaymentKind;
import cbdc.wallet.core.PaymentObserver;
import cbdc.wallet.core.PaymentRecord;
import cbdc.wallet.core.PaymentStatus;
import cbdc.wallet.core.RefundBook;
import cbdc.wallet.core.RefundBook.Reservation;
import cbdc.wallet.core.Refunds;
import cbdc.wallet.core.Scope;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Payments, what became of them, and giving them back. */
final class PaymentOperations {
  private final int bank;
  private final Guard guard;
  private final Executor executor;
  private final Histories histories;
  private final Refunds refunds;
  private final PaymentObserver observer;

  PaymentOperations(
      int bank,
      Guard guard,
      Executor executor,
      Histories histories,
      Refunds refunds,
      PaymentObserver observer) {
    this.bank = bank;
    this.guard = guard;
    this.executor = executor;
    this.histories = histories;
    this.refunds = refunds;
    this.observer = observer;
  }

  Map<String, Operation> all() {
    return Map.of(
        "pay", this::pay,
        "getPayment", this::get,
        "getPaymentTimeline", this::timeline,
        "refundPayment", this::refund,
        "listRefunds", this::listRefunds,
        "cashIn", this::cashIn,
        "cashOut", this::cashOut);
  }

  private Future<Reply> pay(Call call) {
    Caller caller = guard.caller(call);
    String key = Fields.key(call);
    JsonBody body = call.body();
    long payer = Fields.account(body, "payer");
    long payee = Fields.account(body, "payee");
    Transfer transfer = transfer(PaymentKind.PAYMENT, body, payer, payee);
    Guard.requirePayer(caller, payer);
    return execute(caller, key, transfer);
  }

  private Future<Reply> cashIn(Call call) {
    Caller caller = guard.operator(call);
    String key = Fields.key(call);
    JsonBody body = call.body();
    long account = Fields.account(body, "account");
    Transfer transfer = transfer(PaymentKind.CASH_IN, body, AccountNumber.vault(bank), account);
    Guard.requireOwn(account, bank, "account");
    return execute(caller, key, transfer);
  }

  private Future<Reply> cashOut(Call call) {
    Caller caller = guard.caller(call);
    String key = Fields.key(call);
    JsonBody body = call.body();
    long account = Fields.account(body, "account");
    Transfer transfer = transfer(PaymentKind.CASH_OUT, body, account, AccountNumber.vault(bank));
    Guard.requireOwn(account, bank, "account");
    if (!(caller instanceof Caller.Operator)) {
      Guard.requirePayer(caller, account);
    }
    return execute(caller, key, transfer);
  }

  /** What one transfer of money is, under whatever id. */
  private record Transfer(
      PaymentKind kind, long payer, long payee, long amount, String endToEndId, String note) {
    Command.Pay command(CommandId id) {
      return new Command.Pay(
          id, payer, payee, amount, Fields.ledgerText(endToEndId), Fields.ledgerText(note));
    }

    Answers.Sides sides() {
      return switch (kind) {
        case CASH_IN, CASH_OUT -> Answers.Sides.OF_ACCOUNT;
        case REFUND -> Answers.Sides.OF_REFUND;
        case PAYMENT, CAPTURE -> Answers.Sides.OF_PAYMENT;
      };
    }

    JsonObject json(CommandId id, String status) {
      JsonObject json =
          new JsonObject()
              .put("id", id.toString())
              .put("kind", Json.name(kind))
              .put("status", status)
              .put("payer", AccountNumber.format(payer))
              .put("payee", AccountNumber.format(payee))
              .put("amount", amount)
              .put("currency", Currency.CODE);
      if (!endToEndId.isEmpty() && kind != PaymentKind.REFUND) {
        json.put("endToEndId", endToEndId);
      }
      return note.isEmpty() ? json : json.put("note", note);
    }
  }

  private static Transfer transfer(PaymentKind kind, JsonBody body, long payer, long payee) {
    Transfer transfer =
        new Transfer(
            kind, payer, payee, Fields.amount(body), Fields.endToEndId(body), Fields.note(body));
    body.end();
    return transfer;
  }

  private Future<Reply> execute(Caller caller, String key, Transfer transfer) {
    return Answers.reply(
        executor.execute(caller, key, transfer::command),
        execution -> {
          observer.executed(transfer.kind(), execution);
          return Answers.of(execution, answer(transfer, Function.identity()));
        });
  }

  private static Answers.Executed answer(Transfer transfer, Function<JsonObject, JsonObject> more) {
    return new Answers.Executed() {
      @Override
      public Answers.Sides sides() {
        return transfer.sides();
      }

      @Override
      public Reply settled(CommandId id) {
        return Answers.json(201, more.apply(transfer.json(id, "settled")));
      }

      @Override
      public Reply pending(CommandId id) {
        return Answers.json(202, more.apply(transfer.json(id, "pending")));
      }
    };
  }

  private Future<Reply> get(Call call) {
    Caller caller = guard.caller(call);
    return Answers.reply(
        visible(call, caller),
        found -> Answers.json(200, Json.payment(present(found), seesRefunds(caller, found))));
  }

  private static boolean seesRefunds(Caller caller, Optional<PaymentRecord> found) {
    return found.isPresent()
        && (caller instanceof Caller.Operator || Guard.mayRead(caller, found.get().payee()));
  }

  private Future<Reply> timeline(Call call) {
    Caller caller = guard.caller(call);
    return Answers.reply(
        visible(call, caller)
            .thenApply(PaymentOperations::present)
            .thenCompose(
                payment ->
                    histories
                        .timeline(payment.key())
                        .thenApply(
                            events ->
                                new JsonObject()
                                    .put("payment", payment.key().id().toString())
                                    .put("events", Json.items(events, Json::event)))),
        json -> Answers.json(200, json));
  }

  private Future<Reply> listRefunds(Call call) {
    Caller caller = guard.caller(call);
    return Answers.reply(
        visible(call, caller)
            .thenApply(PaymentOperations::present)
            .thenCompose(payment -> refunds.of(payment.key())),
        list ->
            Answers.json(
                200,
                new JsonObject()
                    .put("items", Json.items(list, refund -> Json.payment(refund, false)))
                    .put("asOf", Json.asOf(histories.asOf()))));
  }

  /** The payment in the path, if the caller may see it. */
  private CompletionStage<Optional<PaymentRecord>> visible(Call call, Caller caller) {
    Optional<CommandId> id = Fields.idInPath(call, "payment");
    if (id.isEmpty()) {
      throw notFound().toException();
    }
    CompletionStage<List<PaymentRecord>> found =
        switch (caller) {
          case Caller.Operator operator -> histories.payments(id.get());
          case Caller.Holder holder -> visible(id.get(), holder.account());
          case Caller.Merchant merchant when merchant.scopes().contains(Scope.READ) ->
              visible(id.get(), merchant.account());
          case Caller.Merchant merchant ->
              throw Guard.forbidden("this needs an API key with the scope read");
          case Caller.Capturer capturer ->
              throw Guard.forbidden("the token of a hold shows no payments");
        };
    return found.thenApply(records -> records.stream().findFirst());
  }

  /** A payment that was declined, and why, is for its payer: nothing of it came to the payee. */
  private CompletionStage<List<PaymentRecord>> visible(CommandId id, long account) {
    return histories
        .payments(id, account)
        .thenApply(
            all ->
                all.stream()
                    .filter(
                        payment ->
                            payment.payer() == account
                                || payment.status() != PaymentStatus.DECLINED)
                    .toList());
  }

  private static PaymentRecord present(Optional<PaymentRecord> found) {
    return found.orElseThrow(() -> notFound().toException());
  }

  private static Problem notFound() {
    return Problem.of(WalletProblem.PAYMENT_NOT_FOUND).field("payment");
  }

  private Future<Reply> refund(Call call) {
    Caller.Merchant merchant = guard.merchant(call, Scope.REFUND);
    String key = Fields.key(call);
    CommandId payment =
        Fields.idInPath(call, "payment").orElseThrow(() -> notFound().toException());
    JsonBody body = call.body();
    long amount = Fields.amount(body);
    String note = Fields.note(body);
    body.end();
    return Answers.reply(refunds.refund(merchant, key, payment, amount, note), this::refundReply);
  }

  private Reply refundReply(Refunds.Result result) {
    return switch (result) {
      case Refunds.Result.PaymentUnknown unknown -> throw notFound().toException();
      case Refunds.Result.NotYetTold notYet ->
          throw Problem.of(WalletProblem.PROJECTION_BEHIND).field("payment").toException();
      case Refunds.Result.Refused refused -> throw refusal(refused.reservation()).toException();
      case Refunds.Result.Asked asked -> {
        observer.executed(PaymentKind.REFUND, asked.execution());
        RefundBook.Refund refund = asked.refund();
        Transfer transfer =
            new Transfer(
                PaymentKind.REFUND,
                refund.merchant(),
                refund.payer(),
                refund.amount(),
                "",
                refund.note());
        yield Answers.of(
            asked.execution(),
            answer(transfer, json -> json.put("refundOf", refund.payment().id().toString())));
      }
    };
  }

  private static Problem refusal(Reservation reservation) {
    return switch (reservation) {
      case Reservation.PaymentUnknown unknown -> notFound();
      case Reservation.IdReused reused ->
          Problem.of(WalletProblem.IDEMPOTENCY_KEY_REUSED).field(Fields.KEY_HEADER);
      case Reservation.NotRefundable not ->
          Problem.of(WalletProblem.NOT_REFUNDABLE)
              .with("paymentStatus", Json.name(not.status()))
              .with("paymentKind", Json.name(not.kind()));
      case Reservation.OverRest over ->
          Problem.of(WalletProblem.REFUND_OVER_REST)
              .field("amount")
              .with("amountLeft", over.left());
      case Reservation.Reserved reserved ->
          throw new IllegalStateException("a refund that was reserved is not refused");
    };
  }
}
