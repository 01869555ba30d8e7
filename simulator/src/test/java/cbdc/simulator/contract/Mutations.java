package cbdc.simulator.contract;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.CommandId;
import cbdc.testkit.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Breaks requests in every way that a stranger, a bug or a bad line would. */
final class Mutations {
  private static final Pattern VALUE = Pattern.compile("\"([a-zA-Z]+)\":(\"[^\"]*\"|[0-9]+)");
  private static final Pattern ACCOUNT = Pattern.compile("DC[0-9]{20}");
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private static final List<String> VALUES =
      List.of(
          "0",
          "-1",
          "-0",
          "1.0",
          "1.5",
          "1e3",
          "\"1\"",
          "\"\"",
          "null",
          "true",
          "[]",
          "{}",
          "[[[]]]",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775809",
          "100000000000000000000000000000",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"\\u20ac\"",
          "\"XDU\"",
          "\"EUR\"",
          "\"RF:1\"",
          "\"blocked\"",
          "\"2026-02-30T00:00:00Z\"",
          "\"+999999999-12-31T23:59:59Z\"",
          "\"-999999999-01-01T00:00:00Z\"",
          "\"0000-01-01T00:00:00Z\"");

  private static final List<String> BODIES =
      List.of(
          "{",
          "}",
          "[]",
          "null",
          "1",
          "\"a\"",
          "{}{}",
          "{\"a\":1,}",
          "{'a':1}",
          "\u00ef\u00bb\u00bf{}",
          "\u00ff\u00fe{\u0000}\u0000",
          "{\"a\":\"\u00c3(\"}",
          "{\"a\":\"\u00ed\u00a0\u0080\"}",
          "{\"amount\":NaN}",
          "\u0000",
          "[".repeat(5_000),
          "{\"a\":".repeat(500),
          "{\"a\":[[[[[[[[[[1]]]]]]]]]]}",
          "{\"" + "n".repeat(3_000) + "\":1}",
          "{\"amount\":" + "9".repeat(3_000) + "}",
          " ".repeat(70_000));

  private static final List<String> ACCOUNTS =
      List.of(
          "DC00000000000000000000",
          "DC16000100000001000001",
          "DC1600010000000100000",
          "dc16000100000001000000",
          "DC16 0001 0000 0001 00",
          "GB16000100000001000000",
          "x",
          "%00",
          "%C3%28",
          "%zz",
          "..",
          "a%2Fb",
          "%F0%9F%92%B0",
          "n".repeat(1_200));

  private final SeededRandom random;
  private final List<String> tokens;
  private final List<UnaryOperator<Ask>> all = new ArrayList<>();
  private String lastKey = "first";

  /**
   * Mutations.
   *
   * @param tokens of every kind, good and bad
   */
  Mutations(SeededRandom random, List<String> tokens) {
    this.random = random;
    this.tokens = tokens;
    ofBodies();
    ofAddresses();
    ofHeaders();
  }

  /** The request with one more thing that is not as it should be. */
  Ask apply(Ask ask) {
    return random.pick(all).apply(ask);
  }

  private void ofBodies() {
    all.add(ask -> value(ask, random.pick(VALUES)));
    all.add(
        ask -> value(ask, Long.toString(random.ofAnyMagnitude(Long.MIN_VALUE, Long.MAX_VALUE))));
    all.add(ask -> value(ask, "\"" + letters(random.between(0, 400)) + "\""));
    all.add(ask -> value(ask, "\"" + AccountNumber.format(anyAccount()) + "\""));
    all.add(ask -> body(ask, VALUE, found -> ""));
    all.add(ask -> body(ask, VALUE, found -> found + "," + found));
    all.add(ask -> body(ask, VALUE, found -> found + ",\"" + letters(5) + "\":1"));
    all.add(ask -> body(ask, VALUE, found -> found.toUpperCase(java.util.Locale.ROOT)));
    all.add(ask -> body(ask, ACCOUNT, this::withOtherDigit));
    all.add(ask -> body(ask, ACCOUNT, found -> AccountNumber.format(anyAccount())));
    all.add(ask -> ask.hasBody() ? ask.bytes(random.pick(BODIES)) : ask);
    all.add(ask -> ask.hasBody() ? ask.bytes(flipped(ask.body())) : ask);
    all.add(ask -> ask.hasBody() ? ask.bytes(cut(ask.body())) : ask);
    all.add(ask -> ask.hasBody() ? ask.bytes("") : ask.json("{}"));
  }

  private void ofAddresses() {
    all.add(ask -> path(ask, ACCOUNT, found -> random.pick(ACCOUNTS)));
    all.add(ask -> path(ask, ACCOUNT, this::withOtherDigit));
    all.add(ask -> path(ask, ACCOUNT, found -> AccountNumber.format(anyAccount())));
    all.add(ask -> path(ask, ID, found -> random.pick(ACCOUNTS)));
    all.add(ask -> path(ask, ID, found -> anyId()));
    all.add(
        ask ->
            query(
                ask,
                "limit="
                    + random.pick(
                        "0", "1", "500", "501", "-1", "x", "", "1.0", "99999999999", "07")));
    all.add(ask -> query(ask, "cursor=" + random.pick("x", "", "%00", "AAAA", letters(250))));
    all.add(ask -> query(ask, "cursor=" + letters(random.between(1, 60))));
    all.add(ask -> query(ask, random.pick("a=b", "&&", "%zz", "limit=1&limit=2", "=", "a%00=1")));
    all.add(ask -> ask.at(ask.path() + random.pick("/", "/x", "//", "#x", ";a=b", "%2e%2e")));
    all.add(
        ask ->
            ask.at(
                random.pick("/", "/v1", "*", "/v2/bank", "/v1//bank", "/V1/bank", "/v1/%62ank")));
    all.add(
        ask ->
            ask.method(
                random.pick("PUT", "PATCH", "DELETE", "POST", "GET", "OPTIONS", "TRACE", "FOO")));
    all.add(ask -> query(ask, "a=" + "x".repeat(5_000)));
  }

  private void ofHeaders() {
    all.add(ask -> ask.by(random.pick(tokens)));
    all.add(ask -> ask.by(flipped(random.pick(tokens)).replaceAll("[^ -~]", "_")));
    all.add(ask -> ask.without("Authorization"));
    all.add(
        ask ->
            ask.with(
                "Authorization",
                random.pick("Basic YTpi", "Bearer", "Bearer ", "bearer x", "x", "", "Bearer a b")));
    all.add(ask -> ask.without("Idempotency-Key"));
    all.add(
        ask ->
            ask.hasKey()
                ? ask.key(
                    random.pick(
                        "",
                        " ",
                        "a",
                        "\u00e9",
                        "\t",
                        "a b ~!",
                        letters(255),
                        letters(256),
                        letters(4_000)))
                : ask);
    all.add(ask -> ask.hasKey() ? ask.key(anyId()) : ask);
    all.add(this::sameKey);
    all.add(
        ask ->
            ask.with(
                "Content-Type",
                random.pick(
                    "text/plain", "application/xml", "", "application/json; charset=utf-16", "x")));
    all.add(
        ask ->
            ask.with(
                "Accept",
                random.pick(
                    "text/html",
                    "*/*",
                    "application/*",
                    "application/json;q=0",
                    ",,;",
                    "application/json;q=x")));
    all.add(ask -> ask.with("Content-Encoding", random.pick("gzip", "identity", "br")));
    all.add(
        ask ->
            ask.with(
                "traceparent",
                random.pick("x", "00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01")));
    all.add(ask -> ask.with("X-" + letters(5), random.pick("\u00ff", letters(200), "a\tb")));
    all.add(ask -> ask.with("X-Long", letters(9_000)));
    all.add(ask -> ask.with("Expect", random.pick("100-continue", "x")));
    all.add(ask -> ask.with("Connection", random.pick("close", "keep-alive", "Upgrade")));
    all.add(
        ask -> ask.with("Connection", "Upgrade").with("Upgrade", random.pick("websocket", "h2c")));
  }

  /** The key of an earlier request with this one's content. */
  private Ask sameKey(Ask ask) {
    if (!ask.hasKey()) {
      return ask;
    }
    String earlier = lastKey;
    lastKey = ask.headers().get("Idempotency-Key");
    return ask.key(earlier);
  }

  private Ask value(Ask ask, String other) {
    return body(ask, VALUE, found -> found.substring(0, found.indexOf(':') + 1) + other);
  }

  private Ask body(Ask ask, Pattern what, UnaryOperator<String> change) {
    return ask.bytes(replaced(ask.body(), what, change));
  }

  private Ask path(Ask ask, Pattern what, UnaryOperator<String> change) {
    return ask.at(replaced(ask.path(), what, change));
  }

  private static Ask query(Ask ask, String more) {
    return ask.at(ask.path() + (ask.path().contains("?") ? "&" : "?") + more);
  }

  /** One of the places where the pattern is found, changed. */
  private String replaced(String text, Pattern what, UnaryOperator<String> change) {
    Matcher matcher = what.matcher(text);
    List<int[]> places = new ArrayList<>();
    while (matcher.find()) {
      places.add(new int[] {matcher.start(), matcher.end()});
    }
    if (places.isEmpty()) {
      return text;
    }
    int[] place = random.pick(places);
    return text.substring(0, place[0])
        + change.apply(text.substring(place[0], place[1]))
        + text.substring(place[1]);
  }

  private String withOtherDigit(String account) {
    int at = random.between(2, account.length() - 1);
    char other = (char) ('0' + (account.charAt(at) - '0' + random.between(1, 9)) % 10);
    return account.substring(0, at) + other + account.substring(at + 1);
  }

  private long anyAccount() {
    long serial =
        random.chance(1, 2)
            ? random.between(0L, 20_000L)
            : random.ofAnyMagnitude(0, AccountNumber.MAX_SERIAL);
    return AccountNumber.of(random.pick(0, 1, 1, 2, 3, AccountNumber.MAX_BANK), serial);
  }

  private String anyId() {
    long now = System.currentTimeMillis();
    long time =
        random.pick(
            0L, 1L, now, now - 100_000_000, now + 9_000, now + 60_000, CommandId.TIME_MILLIS_MAX);
    String id = CommandId.of(time, random.nextLong(), random.nextLong()).toString();
    return random.pick(
        id,
        id,
        id.toUpperCase(java.util.Locale.ROOT),
        id.replace('7', '4'),
        id.substring(1),
        id.replace("-", ""));
  }

  private String flipped(String text) {
    byte[] bytes =
        random.withOneBitFlipped(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private String cut(String text) {
    return text.substring(0, random.between(0, text.length()));
  }

  private String letters(int length) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < length; i++) {
      letters.append((char) random.between('a', 'z'));
    }
    return letters.toString();
  }

  /** Bytes that are no request at all, or hardly one. */
  String garbage() {
    return random.pick(
        "\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET /v1/bank HTTP/1.1\r\n: x\r\n\r\n",
        "GET /v1/bank HTTP/1.1\r\nHost : x\r\n\r\n",
        "GET /v1/bank HTTP/1.1\r\nA: b\r\n c\r\n\r\n",
        "GET /v1/bank\r\n\r\n",
        "GET  /v1/bank HTTP/1.1\r\n\r\n",
        "GET http://x/v1/bank HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /v1/payments HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST /v1/payments HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        "POST /v1/payments HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "POST /v1/payments HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "POST /v1/payments HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
        "POST /v1/payments HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
        "CONNECT x:1 HTTP/1.1\r\n\r\n",
        "\u0000\u0000\u0000",
        new String(
                random.bytes(random.between(1, 600)), java.nio.charset.StandardCharsets.ISO_8859_1)
            + "\r\n\r\n");
  }
}
