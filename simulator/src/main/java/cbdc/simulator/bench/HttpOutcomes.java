package cbdc.simulator.bench;

import cbdc.simulator.console.CommandFailure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of payments sent over HTTP, counted by status and by what the body says: its {@code
 * status} when the payment was taken, else the {@code code} of the problem. Allocates only for what
 * it sees first. Used by one thread.
 */
final class HttpOutcomes {
  /** What the sender knows about a payment. */
  enum Kind {
    SETTLED,
    /** Not executed, and never will be under this id, or to be sent again. */
    REFUSED,
    /** Nobody has said what became of it: a payer would ask by its id. */
    UNKNOWN
  }

  private static final class Counter {
    final int status;
    final byte[] word;
    final Kind kind;
    long count;

    Counter(int status, byte[] word, Kind kind) {
      this.status = status;
      this.word = word;
      this.kind = kind;
    }

    String name() {
      String text = new String(word, StandardCharsets.ISO_8859_1);
      return status == 0 ? text : status + (text.isEmpty() ? "" : " " + text);
    }
  }

  private static final byte[] STATUS = "\"status\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CODE = "\"code\"".getBytes(StandardCharsets.US_ASCII);

  /** More would be something else than names. */
  private static final int COUNTERS_MAX = 200;

  private final List<Counter> counters = new ArrayList<>();

  /** Counts a reply whose body lies between two places, and says what it means. */
  Kind reply(int status, byte[] bytes, int from, int end) {
    byte[] member = status < 300 ? STATUS : CODE;
    int at = valueOf(member, bytes, from, end);
    Counter counter =
        at < 0
            ? find(status, bytes, from, from)
            : find(status, bytes, at, closingQuote(bytes, at, end));
    counter.count++;
    return counter.kind;
  }

  /** Counts a payment that got no reply, for a reason in words. */
  void noReply(String reason) {
    byte[] word = reason.getBytes(StandardCharsets.US_ASCII);
    find(0, word, 0, word.length).count++;
  }

  long count(Kind kind) {
    return counters.stream().filter(c -> c.kind == kind).mapToLong(c -> c.count).sum();
  }

  /** Counts by name, for example {@code 201 SETTLED}. */
  Map<String, Long> byName() {
    Map<String, Long> counts = new TreeMap<>();
    counters.forEach(c -> counts.merge(c.name(), c.count, Long::sum));
    return counts;
  }

  /** Forgets all. */
  void clear() {
    counters.clear();
  }

  private Counter find(int status, byte[] bytes, int from, int to) {
    for (int i = 0; i < counters.size(); i++) {
      Counter c = counters.get(i);
      if (c.status == status && Arrays.equals(c.word, 0, c.word.length, bytes, from, to)) {
        return c;
      }
    }
    if (counters.size() == COUNTERS_MAX) {
      throw CommandFailure.failed("the services give more than " + COUNTERS_MAX + " codes");
    }
    byte[] word = Arrays.copyOfRange(bytes, from, to);
    Counter counter = new Counter(status, word, kind(status, word));
    counters.add(counter);
    return counter;
  }

  /**
   * Overload and the like come before the command is sent on; a failure or a time-out behind that
   * says nothing about the payment.
   */
  private static Kind kind(int status, byte[] word) {
    String state = new String(word, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
    return switch (status) {
      case 200, 201 ->
          switch (state) {
            case "SETTLED", "" -> Kind.SETTLED;
            case "RETURNED", "REJECTED", "DECLINED", "CANCELLED" -> Kind.REFUSED;
            default -> Kind.UNKNOWN;
          };
      case 503 -> Kind.REFUSED;
      default -> status >= 400 && status < 500 ? Kind.REFUSED : Kind.UNKNOWN;
    };
  }

  /** Where the text begins that is the member's value; -1 when there is none. */
  private static int valueOf(byte[] member, byte[] bytes, int from, int end) {
    for (int i = from; i + member.length < end; i++) {
      if (bytes[i] == '"' && Arrays.equals(bytes, i, i + member.length, member, 0, member.length)) {
        int at = i + member.length;
        while (at < end && (bytes[at] == ' ' || bytes[at] == ':')) {
          at++;
        }
        return at < end && bytes[at] == '"' ? at + 1 : -1;
      }
    }
    return -1;
  }

  private static int closingQuote(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && bytes[at] != '"') {
      at++;
    }
    return at;
  }
}
