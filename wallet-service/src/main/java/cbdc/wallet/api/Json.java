package cbdc.wallet.api;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.RejectionCode;
import cbdc.wallet.core.AccountRecord;
import cbdc.wallet.core.ApiKeyRecord;
import cbdc.wallet.core.AsOf;
import cbdc.wallet.core.Currency;
import cbdc.wallet.core.EntryRecord;
import cbdc.wallet.core.HoldRecord;
import cbdc.wallet.core.Page;
import cbdc.wallet.core.PaymentKind;
import cbdc.wallet.core.PaymentRecord;
import cbdc.wallet.core.Scope;
import cbdc.wallet.core.TimelineEvent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The service's values as the contract's schemas show them. */
final class Json {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Json() {}

  static String time(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis));
  }

  static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** A payment. What it says of refunds is for whom it was paid to. */
  static JsonObject payment(PaymentRecord record, boolean showsRefunded) {
    JsonObject json =
        new JsonObject()
            .put("id", record.key().id().toString())
            .put("kind", name(record.kind()))
            .put("status", name(record.status()))
            .put("payer", AccountNumber.format(record.payer()))
            .put("payee", record.payee() == 0 ? null : AccountNumber.format(record.payee()))
            .put("amount", record.amount())
            .put("currency", Currency.CODE);
    putTexts(json, record.endToEndId(), record.note());
    record.code().map(RejectionCode::name).ifPresent(code -> json.put("code", code));
    record.hold().ifPresent(hold -> json.put("hold", hold.toString()));
    record.refundOf().ifPresent(payment -> json.put("refundOf", payment.id().toString()));
    if (showsRefunded && record.kind() != PaymentKind.REFUND) {
      json.put("refunded", record.refunded());
    }
    putTimes(json, record.createdMillis(), record.endedMillis());
    return json;
  }

  static JsonObject hold(HoldRecord record) {
    JsonObject json =
        new JsonObject()
            .put("id", record.id().toString())
            .put("status", name(record.status()))
            .put("payer", AccountNumber.format(record.payer()))
            .put("payee", AccountNumber.format(record.payee()))
            .put("amount", record.amount())
            .put("captured", record.captured())
            .put("left", record.left())
            .put("currency", Currency.CODE);
    putTexts(json, record.endToEndId(), record.note());
    json.put("expiresAt", time(record.expiresMillis()));
    putTimes(json, record.createdMillis(), record.endedMillis());
    return json;
  }

  static JsonObject entry(EntryRecord record) {
    JsonObject json =
        new JsonObject()
            .put("sequence", record.sequence())
            .put("time", time(record.timeMillis()))
            .put("kind", name(record.kind()))
            .put("payment", record.payment().toString());
    if (record.counterAccount() != 0) {
      json.put("counterAccount", AccountNumber.format(record.counterAccount()));
    }
    json.put("amount", record.amount())
        .put("availableAfter", record.availableAfter())
        .put("heldAfter", record.heldAfter());
    putTexts(json, record.endToEndId(), record.note());
    return json;
  }

  static JsonObject event(TimelineEvent event) {
    JsonObject json =
        new JsonObject()
            .put("time", time(event.timeMillis()))
            .put("kind", event.kind())
            .put("shard", event.shard())
            .put("record", event.historyNumber())
            .put("command", event.command().toString());
    return event.amount() == 0 ? json : json.put("amount", event.amount());
  }

  /** An account as the registry knows it; who it belongs to is for the bank's eyes only. */
  static JsonObject account(AccountRecord record, boolean forBank) {
    JsonObject json =
        new JsonObject()
            .put("account", AccountNumber.format(record.account()))
            .put("kind", name(record.kind()))
            .put("state", name(record.state()))
            .put("class", record.classNumber())
            .put("status", name(record.status()))
            .put("officialStatus", name(record.officialStatus()))
            .put("currency", Currency.CODE)
            .put("createdAt", time(record.createdMillis()));
    switch (record.kind()) {
      case MERCHANT -> json.put("name", record.holderReference());
      default -> {
        if (forBank) {
          json.put("holderReference", record.holderReference());
        }
      }
    }
    if (forBank && !record.evidence().isEmpty()) {
      JsonArray evidence = new JsonArray();
      record
          .evidence()
          .forEach(
              shown ->
                  evidence.add(
                      new JsonObject()
                          .put("kind", name(shown.kind()))
                          .put("reference", shown.reference())));
      json.put("evidence", evidence);
    }
    return json;
  }

  static JsonObject apiKey(ApiKeyRecord key) {
    JsonObject json =
        new JsonObject()
            .put("id", key.id().toString())
            .put("label", key.label())
            .put("scopes", scopes(key))
            .put("createdAt", time(key.createdMillis()));
    return key.revokedMillis() == 0 ? json : json.put("revokedAt", time(key.revokedMillis()));
  }

  static JsonArray scopes(ApiKeyRecord key) {
    JsonArray scopes = new JsonArray();
    key.scopes().stream().sorted().map(Scope::text).forEach(scopes::add);
    return scopes;
  }

  static <T> JsonObject page(Page<T> page, Function<T, JsonObject> item) {
    JsonObject json = new JsonObject().put("items", items(page.items(), item));
    page.next().ifPresent(cursor -> json.put("nextCursor", cursor));
    return json.put("asOf", asOf(page.asOf()));
  }

  static <T> JsonArray items(List<T> values, Function<T, JsonObject> item) {
    JsonArray items = new JsonArray();
    values.forEach(value -> items.add(item.apply(value)));
    return items;
  }

  static JsonArray asOf(List<AsOf> reached) {
    return items(
        reached,
        asOf -> {
          JsonObject json = new JsonObject().put("shard", asOf.shard()).put("index", asOf.index());
          return asOf.timeMillis() == 0 ? json : json.put("time", time(asOf.timeMillis()));
        });
  }

  private static void putTexts(JsonObject json, String endToEndId, String note) {
    if (!endToEndId.isEmpty()) {
      json.put("endToEndId", endToEndId);
    }
    if (!note.isEmpty()) {
      json.put("note", note);
    }
  }

  private static void putTimes(JsonObject json, long createdMillis, long endedMillis) {
    json.put("createdAt", time(createdMillis));
    if (endedMillis != 0) {
      json.put("endedAt", time(endedMillis));
    }
  }
}
