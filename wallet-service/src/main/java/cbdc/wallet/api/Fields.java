package cbdc.wallet.api;

import cbdc.kit.http.Call;
import cbdc.kit.http.JsonBody;
import cbdc.kit.http.Problem;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.Text;
import cbdc.wallet.core.Currency;
import cbdc.wallet.core.Evidence;
import cbdc.wallet.core.Executor;
import cbdc.wallet.core.Page;
import cbdc.wallet.core.RefundBook;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads what requests carry into the service's own types; a fault names its field. */
final class Fields {
  static final String KEY_HEADER = "Idempotency-Key";

  private static final int LIMIT_DEFAULT = 50;
  private static final int EVIDENCE_MAX = 10;
  private static final int REFERENCE_MAX = 100;

  private Fields() {}

  static String key(Call call) {
    String key = call.header(KEY_HEADER).orElse("");
    if (!Executor.isKey(key)) {
      throw Problem.of(WalletProblem.IDEMPOTENCY_KEY_INVALID).field(KEY_HEADER).toException();
    }
    return key;
  }

  static long account(JsonBody body, String name) {
    return account(name, body.text(name, AccountNumber.TEXT_LENGTH));
  }

  static long accountInPath(Call call) {
    return account("account", call.path("account"));
  }

  private static long account(String name, String text) {
    try {
      // The parser forgives spaces between groups; the contract does not.
      if (text.indexOf(' ') < 0) {
        return AccountNumber.parse(text);
      }
    } catch (IllegalArgumentException wrong) {
      throw Problem.of(WalletProblem.ACCOUNT_NUMBER_INVALID)
          .field(name)
          .detail(wrong.getMessage())
          .toException();
    }
    throw Problem.of(WalletProblem.ACCOUNT_NUMBER_INVALID).field(name).toException();
  }

  /** Amount and currency, which belong together. */
  static long amount(JsonBody body) {
    long amount = body.integer("amount", 1, Long.MAX_VALUE);
    String currency = body.text("currency", 10);
    if (!currency.equals(Currency.CODE)) {
      throw Problem.of(WalletProblem.CURRENCY_UNKNOWN).field("currency").toException();
    }
    return amount;
  }

  static String note(JsonBody body) {
    return text(body, "note", Command.MAX_NOTE_LENGTH);
  }

  static String endToEndId(JsonBody body) {
    String id = text(body, "endToEndId", Command.MAX_END_TO_END_ID_LENGTH);
    if (id.startsWith(RefundBook.END_TO_END_PREFIX)) {
      throw Problem.of(WalletProblem.END_TO_END_ID_RESERVED).field("endToEndId").toException();
    }
    return id;
  }

  private static String text(JsonBody body, String name, int bytesMax) {
    String text = body.optionalText(name, bytesMax).orElse("");
    if (text.getBytes(StandardCharsets.UTF_8).length > bytesMax) {
      throw Problem.of(WalletProblem.TEXT_TOO_LONG).field(name).toException();
    }
    return text;
  }

  static Text ledgerText(String text) {
    return Text.of(text);
  }

  static long time(JsonBody body, String name) {
    String text = body.text(name, 40);
    try {
      return OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException wrong) {
      throw body.invalid(name, "it is not a time like 2026-12-01T12:00:00.000Z");
    }
  }

  static int classNumber(JsonBody body) {
    return (int) body.integer("class", 0, LimitPolicy.MAX_CLASSES - 1L);
  }

  static Optional<Integer> optionalClassNumber(JsonBody body) {
    var value = body.optionalInteger("class", 0, LimitPolicy.MAX_CLASSES - 1L);
    return value.isEmpty() ? Optional.empty() : Optional.of((int) value.getAsLong());
  }

  /** One of some constants, written in lower case. */
  static <E extends Enum<E>> E choice(JsonBody body, String name, List<E> choices) {
    return choice(body, name, body.text(name, 40), choices);
  }

  static <E extends Enum<E>> E choice(JsonBody body, String name, String given, List<E> choices) {
    return choices.stream()
        .filter(choice -> choice.name().toLowerCase(Locale.ROOT).equals(given))
        .findFirst()
        .orElseThrow(
            () ->
                body.invalid(
                    name,
                    "it is none of "
                        + String.join(", ", choices.stream().map(Json::name).toList())));
  }

  static List<Evidence> evidence(JsonBody body) {
    List<Evidence> evidence = new ArrayList<>();
    for (JsonBody shown : body.objects("evidence", EVIDENCE_MAX)) {
      evidence.add(
          new Evidence(
              choice(shown, "kind", List.of(cbdc.wallet.core.EvidenceKind.values())),
              shown.text("reference", REFERENCE_MAX)));
    }
    if (evidence.isEmpty()) {
      throw body.invalid("evidence", "it is empty");
    }
    return evidence;
  }

  static String reference(JsonBody body, String name) {
    return body.text(name, REFERENCE_MAX);
  }

  /** An id in the path. What is no UUIDv7 cannot name anything that this service ever made. */
  static Optional<CommandId> idInPath(Call call, String name) {
    try {
      return Optional.of(CommandId.parse(call.path(name)));
    } catch (IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  static Page.Request page(Call call) {
    return new Page.Request(
        (int) call.queryInteger("limit").orElse(LIMIT_DEFAULT), call.query("cursor"));
  }
}
