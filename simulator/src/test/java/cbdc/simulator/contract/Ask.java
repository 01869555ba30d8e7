package cbdc.simulator.contract;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request as it goes over the wire, broken or not.
 *
 * @param path with the query
 * @param body one character per byte; empty for none
 */
record Ask(String method, String path, Map<String, String> headers, String body) {
  Ask {
    headers = new LinkedHashMap<>(headers);
  }

  static Ask get(String path, String token) {
    return new Ask("GET", path, Map.of("Authorization", "Bearer " + token), "");
  }

  static Ask post(String path, String token) {
    return new Ask("POST", path, Map.of("Authorization", "Bearer " + token), "");
  }

  static Ask delete(String path, String token) {
    return new Ask("DELETE", path, Map.of("Authorization", "Bearer " + token), "");
  }

  Ask with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Ask(method, path, more, body);
  }

  Ask without(String header) {
    Map<String, String> fewer = new LinkedHashMap<>(headers);
    fewer.remove(header);
    return new Ask(method, path, fewer, body);
  }

  Ask by(String token) {
    return with("Authorization", "Bearer " + token);
  }

  Ask key(String key) {
    return with("Idempotency-Key", key);
  }

  Ask at(String otherPath) {
    return new Ask(method, otherPath, headers, body);
  }

  Ask method(String other) {
    return new Ask(other, path, headers, body);
  }

  /** The same with a text as its body, in UTF-8. */
  Ask json(String text) {
    return bytes(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))
        .with("Content-Type", "application/json");
  }

  /** The same with these bytes as its body, one character each. */
  Ask bytes(String other) {
    return new Ask(method, path, headers, other);
  }

  boolean hasBody() {
    return !body.isEmpty();
  }

  boolean hasKey() {
    return headers.containsKey("Idempotency-Key");
  }

  /** Without query and fragment. */
  String pathAlone() {
    return path.split("[?#]", 2)[0];
  }

  /** All of it, as it is sent. */
  String wire() {
    return head(body.length()) + body;
  }

  /** Everything before the body, which is said to have so many bytes. */
  String head(int bodyLength) {
    StringBuilder head =
        new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    if (bodyLength > 0) {
      head.append("Content-Length: " + bodyLength + "\r\n");
    }
    return head.append("\r\n").toString();
  }
}
