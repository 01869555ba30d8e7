package cbdc.issuer.api;

import cbdc.kit.http.Call;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Query parameters that several operations have; the contract has checked their form. */
final class Parameters {
  private static final int LIMIT_DEFAULT = 50;

  private Parameters() {}

  static int limit(Call call) {
    return (int) call.queryInteger("limit").orElse(LIMIT_DEFAULT);
  }

  static OptionalLong cursor(Call call) {
    if (call.query("cursor").isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(call.query("cursor").get()));
    } catch (NumberFormatException tooLarge) {
      throw Call.invalidParameter("cursor", "no page ends there");
    }
  }

  static OptionalInt bank(Call call) {
    return call.query("bank").isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(Integer.parseInt(call.query("bank").get()));
  }

  /** A moment in Unix milliseconds, or the default where it is left out. */
  static long time(Call call, String name, long otherwise) {
    if (call.query(name).isEmpty()) {
      return otherwise;
    }
    try {
      OffsetDateTime time = OffsetDateTime.parse(call.query(name).get());
      if (time.getYear() >= 0 && time.getYear() <= 9999) {
        return time.toInstant().toEpochMilli();
      }
    } catch (DateTimeException notOne) {
      // Told below, like a year that nobody means.
    }
    throw Call.invalidParameter(name, "it is not a time such as 2026-11-22T10:15:30.000Z");
  }
}
