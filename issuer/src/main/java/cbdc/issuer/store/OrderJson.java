package cbdc.issuer.store;

import cbdc.crypto.Hashes;
import cbdc.crypto.KeyId;
import cbdc.crypto.VerifyingKey;
import cbdc.issuer.core.ClusterId;
import cbdc.issuer.core.LedgerDay;
import cbdc.issuer.core.LedgerKeys;
import cbdc.issuer.core.OrderId;
import cbdc.issuer.core.OrderKind;
import cbdc.issuer.core.OrderRecord;
import cbdc.issuer.core.OrderRecord.LedgerTerms;
import cbdc.issuer.core.OrderRecord.Signed;
import cbdc.issuer.core.OrderWords;
import cbdc.issuer.core.Progress;
import cbdc.protocol.Approval;
import cbdc.protocol.CommandId;
import cbdc.protocol.MalformedException;
import cbdc.protocol.Order;
import cbdc.protocol.OrderCodec;
import cbdc.protocol.PublicKey;
import cbdc.protocol.RejectionCode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * An order as JSON: in the order book's files beside the bytes, and in the service's answers with
 * them. {@code kind}, {@code words}, {@code effects}, {@code bank}, {@code number}, {@code
 * lastValidDay} and {@code cluster} are there for people and are never read back: what counts is in
 * the bytes.
 */
public final class OrderJson {
  private static final int FORMAT = 1;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Set<String> FIELDS =
      Set.of(
          "format",
          "order",
          "version",
          "state",
          "kind",
          "words",
          "bank",
          "number",
          "lastValidDay",
          "cluster",
          "sha256",
          "made",
          "terms",
          "approvals",
          "submitted",
          "executed",
          "refused",
          "withdrawn",
          "bytes",
          "effects",
          "warnings");
  private static final Set<String> SIGNATURE_FIELDS = Set.of("at", "by", "key", "signature");
  private static final Set<String> TERMS_FIELDS =
      Set.of("approvalsNeeded", "issuerKeys", "utcOffsetSeconds");
  private static final Set<String> EVENT_FIELDS =
      Set.of("at", "commandId", "code", "rule", "amountLeftMinor");

  private OrderJson() {}

  static byte[] write(OrderRecord record) {
    return text(tree(record, stateWord(record))).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The order with its bytes: whoever reads it needs to believe nobody.
   *
   * @param nowMillis Unix milliseconds, by which an order may have expired
   */
  public static ObjectNode whole(OrderRecord record, long nowMillis, List<String> warnings) {
    ObjectNode json = tree(record, record.state(nowMillis).word());
    json.put("bytes", HexFormat.of().formatHex(record.bytes()));
    ArrayNode effects = json.putArray("effects");
    OrderWords.effects(record.order()).forEach(effects::add);
    ArrayNode lines = json.putArray("warnings");
    warnings.forEach(lines::add);
    return json;
  }

  private static ObjectNode tree(OrderRecord record, String state) {
    Order order = record.order();
    Order.Header header = order.header();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("format", FORMAT)
        .put("order", record.id().toString())
        .put("version", record.version());
    json.put("state", state)
        .put("kind", OrderKind.of(order).label())
        .put("words", OrderWords.summary(order));
    json.put("bank", OrderWords.bankText(header.bank())).put("number", header.number());
    json.put("lastValidDay", LedgerDay.text(header.lastValidDay()));
    json.put("cluster", new ClusterId(header.clusterHigh(), header.clusterLow()).toString());
    json.put("sha256", sha256(record.bytes()));
    writeSignature(
        json.putObject("made"), record.seal(), record.madeBy(), record.draftedAtMillis());
    ObjectNode terms = json.putObject("terms").put("approvalsNeeded", record.terms().threshold());
    terms.put("utcOffsetSeconds", record.terms().utcOffsetSeconds());
    ArrayNode keys = terms.putArray("issuerKeys");
    record.terms().issuerKeys().forEach(key -> keys.add(keyText(key)));
    ArrayNode approvals = json.putArray("approvals");
    record
        .approvals()
        .forEach(
            signed ->
                writeSignature(
                    approvals.addObject(), signed.approval(), signed.by(), signed.atMillis()));
    writeProgress(json, record.progress());
    return json;
  }

  private static String text(ObjectNode json) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static String stateWord(OrderRecord record) {
    return switch (record.progress()) {
      case Progress.Open p -> record.approvals().isEmpty() ? "DRAFTED" : "APPROVED";
      case Progress.Sent p -> "SUBMITTED";
      case Progress.Executed p -> "EXECUTED";
      case Progress.Refused p -> "REFUSED";
      case Progress.Withdrawn p -> "WITHDRAWN";
    };
  }

  private static void writeProgress(ObjectNode json, Progress progress) {
    switch (progress) {
      case Progress.Open p -> {
        // Nothing happened yet.
      }
      case Progress.Sent p ->
          json.putObject("submitted")
              .put("at", time(p.atMillis()))
              .put("commandId", p.id().toString());
      case Progress.Executed p ->
          json.putObject("executed")
              .put("at", time(p.atMillis()))
              .put("commandId", p.id().toString());
      case Progress.Refused p ->
          json.putObject("refused")
              .put("at", time(p.atMillis()))
              .put("commandId", p.id().toString())
              .put("code", p.code().name())
              .put("rule", p.code().rule())
              .put("amountLeftMinor", p.amountLeft());
      case Progress.Withdrawn p -> json.putObject("withdrawn").put("at", time(p.atMillis()));
    }
  }

  private static void writeSignature(ObjectNode json, Approval approval, String by, long atMillis) {
    json.put("at", time(atMillis));
    if (!by.isEmpty()) {
      json.put("by", by);
    }
    json.put("key", LedgerKeys.keyIdText(approval.keyId()));
    json.put("signature", HexFormat.of().formatHex(approval.signature()));
  }

  /**
   * Reads what {@link #whole} wrote.
   *
   * @param origin where the text is from, for faults
   * @throws FileFault saying what does not fit
   */
  public static OrderRecord readWhole(String text, String origin) {
    TextFields json = TextFields.of(TextTree.read(text, origin), origin, FIELDS);
    return read(
        text,
        origin,
        json.required("bytes", HexFormat.of()::parseHex),
        json.required("order", OrderId::parse));
  }

  /** Reads the record; {@link FileFault} says what does not fit. */
  static OrderRecord read(String text, String origin, byte[] bytes, OrderId id) {
    TextFields json = TextFields.of(TextTree.read(text, origin), origin, FIELDS);
    json.required("format", TextFields.number(FORMAT, FORMAT));
    if (!json.required("order", OrderId::parse).equals(id)) {
      throw new FileFault(origin + ": is not of order " + id + ": the file was renamed");
    }
    if (!json.required("sha256", word -> word).equals(sha256(bytes))) {
      throw new FileFault(
          origin
              + ": the signed bytes beside it are not those that were drafted (SHA-256 differs): they were altered");
    }
    try {
      OrderCodec.decode(bytes);
    } catch (MalformedException notOne) {
      throw new FileFault(
          origin + ": the signed bytes beside it are no order: " + notOne.getMessage(), notOne);
    }
    TextFields made = json.fields("made", SIGNATURE_FIELDS);
    TextFields terms = json.fields("terms", TERMS_FIELDS);
    return new OrderRecord(
        id,
        json.required("version", TextFields.number(1, Integer.MAX_VALUE)),
        bytes,
        approval(made),
        name(made),
        made.required("at", OrderJson::millis),
        new LedgerTerms(
            terms.required("approvalsNeeded", TextFields.number(1, Order.SetBank.MAX_KEYS)),
            terms.texts("issuerKeys", KeyLists::key),
            terms.required("utcOffsetSeconds", TextFields.number(-18 * 3600, 18 * 3600))),
        json.list("approvals", SIGNATURE_FIELDS).stream()
            .map(
                signed ->
                    new Signed(
                        approval(signed), name(signed), signed.required("at", OrderJson::millis)))
            .toList(),
        progress(json));
  }

  private static Progress progress(TextFields json) {
    String state = json.required("state", OrderJson::stateWord);
    return switch (state) {
      case "SUBMITTED" -> {
        TextFields event = json.fields("submitted", EVENT_FIELDS);
        yield new Progress.Sent(
            event.required("commandId", CommandId::parse), event.required("at", OrderJson::millis));
      }
      case "EXECUTED" -> {
        TextFields event = json.fields("executed", EVENT_FIELDS);
        yield new Progress.Executed(
            event.required("commandId", CommandId::parse), event.required("at", OrderJson::millis));
      }
      case "REFUSED" -> {
        TextFields event = json.fields("refused", EVENT_FIELDS);
        yield new Progress.Refused(
            event.required("commandId", CommandId::parse),
            event.required("code", RejectionCode::valueOf),
            event.required("amountLeftMinor", Long::parseLong),
            event.required("at", OrderJson::millis));
      }
      case "WITHDRAWN" ->
          new Progress.Withdrawn(
              json.fields("withdrawn", EVENT_FIELDS).required("at", OrderJson::millis));
      default -> new Progress.Open();
    };
  }

  private static String stateWord(String word) {
    List<String> known =
        List.of("DRAFTED", "APPROVED", "SUBMITTED", "EXECUTED", "REFUSED", "EXPIRED", "WITHDRAWN");
    if (!known.contains(word)) {
      throw new IllegalArgumentException(
          "'" + word + "' is not one of " + String.join(", ", known));
    }
    return word;
  }

  private static String name(TextFields json) {
    return json.optional("by", word -> word).orElse(OrderRecord.NO_NAME);
  }

  private static Approval approval(TextFields json) {
    long key = json.required("key", KeyId::parse).value();
    return new Approval(key, json.required("signature", OrderJson::signature));
  }

  private static byte[] signature(String hex) {
    byte[] signature = HexFormat.of().parseHex(hex);
    if (signature.length != Approval.SIGNATURE_LENGTH) {
      throw new IllegalArgumentException("expected " + Approval.SIGNATURE_LENGTH + " bytes");
    }
    return signature;
  }

  /**
   * The text that {@link KeyLists#key} reads; keys that no suite knows never get into a registry.
   */
  private static String keyText(PublicKey key) {
    return LedgerKeys.verifying(key)
        .map(VerifyingKey::text)
        .orElseThrow(
            () -> new IllegalArgumentException("unusable key " + Arrays.toString(key.encoded())));
  }

  private static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(Hashes.sha256(bytes));
  }

  private static String time(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis));
  }

  private static long millis(String text) {
    try {
      return Instant.parse(text).toEpochMilli();
    } catch (DateTimeException notOne) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a time such as 2026-11-22T10:15:30Z", notOne);
    }
  }
}
