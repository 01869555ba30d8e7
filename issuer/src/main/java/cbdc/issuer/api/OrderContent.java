package cbdc.issuer.api;

import cbdc.issuer.core.OrderChecks;
import cbdc.issuer.core.OrderDesk;
import cbdc.issuer.core.OrderDraft;
import cbdc.issuer.store.KeyLists;
import cbdc.kit.http.JsonBody;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.BankStatus;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.LimitPolicy.ClassLimits;
import cbdc.protocol.Order.SetBank;
import cbdc.protocol.PublicKey;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads what an order is to do from a body.
 *
 * @param draft what it is to do
 * @param lastValidDay epoch day, if one was named
 * @param validDays days after today otherwise
 */
record OrderContent(OrderDraft draft, OptionalInt lastValidDay, int validDays) {
  private static final int VALID_DAYS_DEFAULT = 7;
  private static final int SHARD_MAX = 1_023;
  private static final int RULES_VERSION_MAX = 65_535;
  private static final int WORD_LENGTH_MAX = 40;
  private static final int KEY_LENGTH_MAX = 200;
  private static final List<String> KINDS =
      List.of(
          "credit-reserve",
          "issue",
          "redeem",
          "block",
          "unblock",
          "sweep-suspense",
          "set-policy",
          "set-bank",
          "set-issuer-keys",
          "raise-rules-version",
          "replace-node");

  static OrderContent of(JsonBody body) {
    OrderDraft draft = draft(body);
    int validDays =
        (int)
            body.optionalInteger("validDays", 0, OrderDesk.VALID_DAYS_MAX)
                .orElse(VALID_DAYS_DEFAULT);
    OptionalInt lastDay =
        body.optionalText("validUntil", WORD_LENGTH_MAX)
            .map(text -> OptionalInt.of(day(body, text)))
            .orElse(OptionalInt.empty());
    if (lastDay.isPresent() && body.has("validDays")) {
      throw body.invalid("validUntil", "validDays is there too: leave one of them out");
    }
    body.end();
    return new OrderContent(draft, lastDay, validDays);
  }

  private static OrderDraft draft(JsonBody body) {
    String kind = choice(body, "kind", KINDS);
    return switch (kind) {
      case "credit-reserve" -> OrderDraft.creditReserve(bank(body), amount(body));
      case "issue" -> OrderDraft.issue(bank(body), amount(body));
      case "redeem" -> OrderDraft.redeem(bank(body), amount(body));
      case "block" -> OrderDraft.setOfficialStatus(account(body), blocked(body));
      case "unblock" -> OrderDraft.setOfficialStatus(account(body), AccountStatus.ACTIVE);
      case "sweep-suspense" ->
          OrderDraft.sweepSuspense(bank(body), (int) body.integer("shard", 0, SHARD_MAX));
      case "set-policy" -> OrderDraft.setPolicy(policy(body));
      case "set-bank" -> setBank(body);
      case "set-issuer-keys" ->
          OrderDraft.setIssuerKeys(
              (int) body.integer("threshold", 1, SetBank.MAX_KEYS), keys(body));
      case "raise-rules-version" ->
          OrderDraft.raiseRulesVersion((int) body.integer("version", 2, RULES_VERSION_MAX));
      default -> OrderDraft.replaceNode(node(body, "removed"), node(body, "added"));
    };
  }

  private static String choice(JsonBody body, String field, List<String> choices) {
    String word = body.text(field, WORD_LENGTH_MAX);
    if (!choices.contains(word)) {
      throw body.invalid(field, "it is none of " + String.join(", ", choices));
    }
    return word;
  }

  private static int bank(JsonBody body) {
    String text = body.text("bank", 4);
    if (!text.matches("[0-9]{4}")) {
      throw body.invalid("bank", "it is not a code of four digits such as 0001");
    }
    return Integer.parseInt(text);
  }

  private static long amount(JsonBody body) {
    currency(body);
    return body.integer("amount", 1, Long.MAX_VALUE);
  }

  private static void currency(JsonBody body) {
    if (!body.text("currency", WORD_LENGTH_MAX).equals(Answers.CURRENCY)) {
      throw body.invalid("currency", "the only currency is " + Answers.CURRENCY);
    }
  }

  private static long account(JsonBody body) {
    try {
      return AccountNumber.parse(body.text("account", WORD_LENGTH_MAX));
    } catch (IllegalArgumentException wrong) {
      throw body.invalid("account", wrong.getMessage());
    }
  }

  private static AccountStatus blocked(JsonBody body) {
    return one(
        body,
        Stream.of(AccountStatus.DEBIT_BLOCKED, AccountStatus.CREDIT_BLOCKED, AccountStatus.BLOCKED)
            .toList());
  }

  private static <E extends Enum<E>> E one(JsonBody body, List<E> choices) {
    List<String> labels = choices.stream().map(OrderContent::label).toList();
    return choices.get(labels.indexOf(choice(body, "status", labels)));
  }

  private static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static OrderDraft setBank(JsonBody body) {
    int bank = bank(body);
    currency(body);
    return OrderDraft.setBank(
        bank,
        one(body, List.of(BankStatus.values())),
        body.integer("quota", 0, Long.MAX_VALUE),
        keys(body));
  }

  private static List<PublicKey> keys(JsonBody body) {
    List<PublicKey> keys = new ArrayList<>();
    for (String text : body.texts("keys", SetBank.MAX_KEYS, KEY_LENGTH_MAX)) {
      try {
        keys.add(KeyLists.key(text));
      } catch (IllegalArgumentException wrong) {
        throw body.invalid("keys[" + keys.size() + "]", wrong.getMessage());
      }
    }
    return keys;
  }

  private static LimitPolicy policy(JsonBody body) {
    currency(body);
    int offset =
        (int)
            body.integer(
                "utcOffsetSeconds",
                -OrderChecks.UTC_OFFSET_SECONDS_MAX,
                OrderChecks.UTC_OFFSET_SECONDS_MAX);
    return new LimitPolicy(
        offset,
        body.objects("classes", LimitPolicy.MAX_CLASSES).stream()
            .map(OrderContent::limits)
            .collect(Collectors.toList()));
  }

  private static ClassLimits limits(JsonBody c) {
    return new ClassLimits(
        (int) c.integer("class", 0, LimitPolicy.MAX_CLASSES - 1),
        limit(c, "single"),
        limit(c, "daily"),
        limit(c, "yearly"),
        limit(c, "balance"));
  }

  private static long limit(JsonBody c, String name) {
    return c.optionalInteger(name, 0, LimitPolicy.NONE - 1).orElse(LimitPolicy.NONE);
  }

  private static String node(JsonBody body, String name) {
    Optional<String> id = body.optionalText(name, OrderChecks.NODE_ID_LENGTH_MAX);
    return id.orElse("");
  }

  private static int day(JsonBody body, String text) {
    try {
      return Math.toIntExact(LocalDate.parse(text).toEpochDay());
    } catch (DateTimeException | ArithmeticException notOne) {
      throw body.invalid("validUntil", "it is not a date such as 2026-12-31");
    }
  }
}
