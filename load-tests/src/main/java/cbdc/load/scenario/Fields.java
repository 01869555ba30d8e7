package cbdc.load.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fields of one object of a scenario, read one by one. What is wrong is collected, so that all
 * of it can be told at once; the value of a wrong field is its default.
 */
final class Fields {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,7})(ms|s|m|h)");

  private final String path;
  private final ObjectNode node;
  private final List<String> problems;
  private final Set<String> known = new HashSet<>();

  Fields(String path, JsonNode node, List<String> problems) {
    this.path = path;
    this.problems = problems;
    if (node instanceof ObjectNode object) {
      this.node = object;
    } else {
      this.node = JsonNodeFactory.instance.objectNode();
      if (!node.isMissingNode()) {
        problem("", "is " + node + ": expected fields and values");
      }
    }
  }

  /** A problem with a field of this object. */
  void problem(String field, String what) {
    problems.add(at(field) + " " + what);
  }

  private String at(String field) {
    String whole = path.isEmpty() || field.isEmpty() ? path + field : path + "." + field;
    return whole.isEmpty() ? "the file" : whole;
  }

  boolean has(String field) {
    return node.has(field);
  }

  /** The value as it is, for what may have several forms. */
  JsonNode raw(String field) {
    known.add(field);
    return node.path(field);
  }

  /** An object; without fields where it is absent. */
  Fields object(String field) {
    return new Fields(at(field), raw(field), problems);
  }

  /** A list of objects; empty where it is absent. */
  List<Fields> objects(String field) {
    JsonNode list = raw(field);
    List<Fields> objects = new ArrayList<>();
    if (!list.isMissingNode() && !list.isArray()) {
      problem(field, "is " + list + ": expected a list, each line beginning with a hyphen");
    }
    for (int i = 0; list.isArray() && i < list.size(); i++) {
      objects.add(new Fields(at(field) + "[" + i + "]", list.get(i), problems));
    }
    return objects;
  }

  String text(String field, String ifAbsent, Pattern rule, String ruleInWords) {
    JsonNode value = raw(field);
    if (value.isMissingNode()) {
      return ifAbsent;
    }
    if (!value.isTextual() || !rule.matcher(value.asText()).matches()) {
      problem(field, "is " + value + ": expected " + ruleInWords);
      return ifAbsent;
    }
    return value.asText();
  }

  long integer(String field, long ifAbsent, long min, long max) {
    JsonNode value = raw(field);
    if (value.isMissingNode()) {
      return ifAbsent;
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.asLong() < min
        || value.asLong() > max) {
      problem(
          field,
          String.format(
              Locale.ROOT, "is %s: expected a whole number from %d to %d", value, min, max));
      return ifAbsent;
    }
    return value.asLong();
  }

  private static boolean outside(JsonNode value, double min, double max) {
    return value.asDouble() < min || value.asDouble() > max;
  }

  double number(String field, double ifAbsent, double min, double max) {
    JsonNode value = raw(field);
    if (value.isMissingNode()) {
      return ifAbsent;
    }
    if (!value.isNumber() || outside(value, min, max)) {
      problem(
          field,
          String.format(Locale.ROOT, "is %s: expected a number from %s to %s", value, min, max));
      return ifAbsent;
    }
    return value.asDouble();
  }

  /** A duration such as {@code 250ms}, {@code 90s}, {@code 5m} or {@code 1h}, in milliseconds. */
  long millis(String field, long ifAbsent, long minMillis) {
    JsonNode value = raw(field);
    if (value.isMissingNode()) {
      return ifAbsent;
    }
    Matcher matcher = DURATION.matcher(value.asText());
    if (matcher.matches()) {
      long unit =
          Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L).get(matcher.group(2));
      long millis = Long.parseLong(matcher.group(1)) * unit;
      if (millis >= minMillis) {
        return millis;
      }
    }
    problem(
        field,
        "is "
            + value
            + ": expected a whole number with its unit ms, s, m or h, such as 90s, from "
            + minMillis
            + "ms");
    return ifAbsent;
  }

  /** A duration of whole seconds. */
  long seconds(String field, long ifAbsent, long minSeconds) {
    long millis = millis(field, ifAbsent * 1_000, minSeconds * 1_000);
    if (millis % 1_000 != 0) {
      problem(field, "is " + millis + "ms: expected whole seconds");
    }
    return millis / 1_000;
  }

  /** One of an enumeration's constants, in lower case and with hyphens. */
  <E extends Enum<E>> E word(String field, E ifAbsent) {
    JsonNode value = raw(field);
    if (value.isMissingNode()) {
      return ifAbsent;
    }
    E[] constants = ifAbsent.getDeclaringClass().getEnumConstants();
    for (E constant : constants) {
      if (wordOf(constant).equals(value.asText())) {
        return constant;
      }
    }
    List<String> words = Arrays.stream(constants).map(Fields::wordOf).toList();
    problem(field, "is " + value + ": expected one of " + String.join(", ", words));
    return ifAbsent;
  }

  static String wordOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  void require(String field) {
    if (!node.has(field)) {
      problem(field, "is missing: give it a value");
    }
  }

  /** Called when every known field was read: what is left is unknown. */
  void end() {
    node.fieldNames()
        .forEachRemaining(
            field -> {
              if (!known.contains(field)) {
                String nearest = Nearest.of(field, known);
                problem(
                    field,
                    "is unknown" + (nearest == null ? "" : ": did you mean " + nearest + "?"));
              }
            });
  }
}
