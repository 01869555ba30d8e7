package cbdc.issuer.api;

import cbdc.crypto.Hashes;
import cbdc.crypto.KeyId;
import cbdc.issuer.core.ClusterId;
import cbdc.issuer.core.CommandIds;
import cbdc.issuer.core.DeskAnswer;
import cbdc.issuer.core.LedgerDay;
import cbdc.issuer.core.LedgerPort;
import cbdc.issuer.core.OrderArchive;
import cbdc.issuer.core.OrderBook;
import cbdc.issuer.core.OrderDesk;
import cbdc.issuer.core.OrderId;
import cbdc.issuer.core.OrderKind;
import cbdc.issuer.core.OrderSigning;
import cbdc.issuer.core.OrderWords;
import cbdc.issuer.core.Person;
import cbdc.issuer.core.Preparation;
import cbdc.issuer.core.Progress;
import cbdc.issuer.store.OrderJson;
import cbdc.kit.http.Call;
import cbdc.kit.http.JsonBody;
import cbdc.kit.http.Problem;
import cbdc.kit.http.Reply;
import cbdc.protocol.Approval;
import cbdc.protocol.Order;
import cbdc.protocol.OrderCodec;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/**
 * Orders from draft to outcome.
 *
 * @param desks the order desk as one person uses it
 * @param clock tells the time
 */
record OrderOperations(
    Function<Person, OrderDesk> desks,
    OrderArchive archive,
    LedgerPort ledger,
    CommandIds ids,
    Clock clock,
    Work work) {
  private static final int KEY_ID_LENGTH = 16;

  Future<Reply> prepare(Person person, Call call) {
    OrderContent content = OrderContent.of(call.body());
    return work.run(
        () ->
            desks
                .apply(person)
                .prepare(
                    ledger,
                    content.draft(),
                    content.lastValidDay(),
                    content.validDays(),
                    work.threads())
                .thenApply(OrderOperations::prepared));
  }

  private static Reply prepared(Preparation preparation) {
    return switch (preparation) {
      case Preparation.Refused refused -> throw Work.refusal(refused.refusal());
      case Preparation.Ready ready -> Answers.json(200, json(ready));
    };
  }

  private static ObjectNode json(Preparation.Ready ready) {
    Order order = ready.order();
    Order.Header header = order.header();
    HexFormat hex = HexFormat.of();
    ObjectNode json = Answers.object().put("bytes", hex.formatHex(ready.bytes()));
    json.put("sha256", hex.formatHex(Hashes.sha256(ready.bytes())))
        .put("label", OrderSigning.MAKER_LABEL);
    json.put("kind", OrderKind.of(order).label()).put("words", OrderWords.summary(order));
    addAll(json.putArray("effects"), OrderWords.effects(order));
    json.put("bank", OrderWords.bankText(header.bank())).put("number", header.number());
    json.put("lastValidDay", LedgerDay.text(header.lastValidDay()));
    json.put("cluster", new ClusterId(header.clusterHigh(), header.clusterLow()).toString());
    json.put("approvalsNeeded", ready.terms().threshold());
    addAll(json.putArray("warnings"), ready.warnings());
    return json;
  }

  private static void addAll(ArrayNode array, List<String> lines) {
    lines.forEach(array::add);
  }

  Future<Reply> draft(Person person, Call call) {
    JsonBody body = call.body();
    byte[] bytes = bytes(body);
    Approval seal = signature(body);
    body.end();
    return work.run(
        () ->
            desks
                .apply(person)
                .draftSealed(ledger, bytes, seal, person.name(), work.threads())
                .thenApply(Work::done)
                .thenApply(
                    done ->
                        order(201, done).header("Location", "/v1/orders/" + done.order().id())));
  }

  Future<Reply> list(Person person, Call call) {
    OrderArchive.OrderFilter filter =
        new OrderArchive.OrderFilter(call.query("state"), Parameters.bank(call));
    int limit = Parameters.limit(call);
    var cursor = Parameters.cursor(call);
    return work.runBlocking(
        () -> {
          OrderArchive.Page<OrderArchive.Listed> page =
              archive.orders(filter, cursor, limit, clock.millis());
          ObjectNode json = Answers.object();
          ArrayNode items = json.putArray("items");
          ArrayNode notices = json.putArray("notices");
          for (OrderArchive.Listed listed : page.items()) {
            switch (listed.found()) {
              case OrderBook.Found.Present present ->
                  items.add(OrderJson.whole(present.order(), clock.millis(), List.of()));
              case OrderBook.Found.Damaged damaged -> notices.add(damaged.notice());
              case OrderBook.Found.Absent absent -> notices.add(absent.notice());
            }
          }
          Answers.next(json, page.next());
          return Answers.json(200, json);
        });
  }

  Future<Reply> show(Person person, Call call) {
    OrderId id = id(call);
    return work.runBlocking(() -> order(200, Work.done(desks.apply(person).show(id))));
  }

  Future<Reply> approve(Person person, Call call) {
    OrderId id = id(call);
    JsonBody body = call.body();
    Approval approval = signature(body);
    body.end();
    return work.runBlocking(
        () -> order(200, Work.done(desks.apply(person).approve(id, approval, person.name()))));
  }

  Future<Reply> withdraw(Person person, Call call) {
    OrderId id = id(call);
    return work.runBlocking(() -> order(200, Work.done(desks.apply(person).withdraw(id))));
  }

  Future<Reply> submit(Person person, Call call) {
    OrderId id = id(call);
    return work.run(
        () ->
            desks
                .apply(person)
                .submit(ledger, id, ids, work.threads())
                .thenApply(Work::done)
                .thenApply(this::submitted));
  }

  private Reply submitted(DeskAnswer.Done done) {
    return switch (done.order().progress()) {
      case Progress.Executed executed -> order(200, done);
      case Progress.Refused refused ->
          throw Problem.of(new LedgerRefusal(refused.code()))
              .detail(
                  "order "
                      + done.order().id()
                      + " was refused by the ledger; "
                      + (done.warnings().isEmpty()
                          ? "its number is free again"
                          : String.join("; ", done.warnings())))
              .with("order", done.order().id().toString())
              .with("amountLeftMinor", refused.amountLeft())
              .toException();
      case Progress.Sent sent -> order(202, done);
      case Progress.Open open -> order(202, done);
      case Progress.Withdrawn withdrawn -> order(200, done);
    };
  }

  private Reply order(int status, DeskAnswer.Done done) {
    return Answers.json(status, OrderJson.whole(done.order(), clock.millis(), done.warnings()));
  }

  private static OrderId id(Call call) {
    try {
      return OrderId.parse(call.path("order"));
    } catch (IllegalArgumentException notOne) {
      throw Call.invalidParameter("order", notOne.getMessage());
    }
  }

  private static Approval signature(JsonBody body) {
    String key = body.text("key", KEY_ID_LENGTH);
    byte[] signature = hex(body, "signature", Approval.SIGNATURE_LENGTH);
    if (signature.length != Approval.SIGNATURE_LENGTH) {
      throw body.invalid("signature", "it is not " + Approval.SIGNATURE_LENGTH + " bytes long");
    }
    try {
      return new Approval(KeyId.parse(key).value(), signature);
    } catch (IllegalArgumentException notOne) {
      throw body.invalid("key", notOne.getMessage());
    }
  }

  private static byte[] bytes(JsonBody body) {
    return hex(body, "bytes", OrderCodec.MAX_LENGTH);
  }

  private static byte[] hex(JsonBody body, String field, int lengthMax) {
    try {
      return HexFormat.of().parseHex(body.text(field, 2 * lengthMax));
    } catch (IllegalArgumentException notOne) {
      throw body.invalid(field, "it is not hexadecimal digits, two for each byte");
    }
  }
}
