package cbdc.issuer.store;

import cbdc.kit.Nearest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads the named values of a file; every fault names file, line and field. Fields that nobody
 * asked for are refused.
 */
final class TextFields {
  private final String origin;
  private final int line;
  private final Map<String, TextTree> fields;

  private TextFields(String origin, int line, Map<String, TextTree> fields) {
    this.origin = origin;
    this.line = line;
    this.fields = fields;
  }

  /** The named values of a tree, which may have these names only. */
  static TextFields of(TextTree tree, String origin, Set<String> known) {
    if (!(tree instanceof TextTree.Fields named)) {
      throw new FileFault(
          origin + " line " + tree.line() + ": expected lines of the form 'name: value'");
    }
    named
        .fields()
        .forEach(
            (name, value) -> {
              if (!known.contains(name)) {
                throw new FileFault(
                    origin
                        + " line "
                        + value.line()
                        + ": unknown field '"
                        + name
                        + "'"
                        + Nearest.suggestion(name, known));
              }
            });
    return new TextFields(origin, named.line(), named.fields());
  }

  /**
   * A value that must be there; {@code reader} throws IllegalArgumentException saying what is
   * expected.
   */
  <T> T required(String name, Function<String, T> reader) {
    return optional(name, reader)
        .orElseThrow(
            () -> new FileFault(origin + " line " + line + ": field '" + name + "' is missing"));
  }

  /** A value that may be left out or empty. */
  <T> Optional<T> optional(String name, Function<String, T> reader) {
    TextTree value = fields.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof TextTree.Leaf leaf)) {
      throw new FileFault(
          origin + " line " + value.line() + ": " + name + ": expected one plain value");
    }
    if (leaf.text().isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(reader.apply(leaf.text().strip()));
    } catch (IllegalArgumentException wrong) {
      throw new FileFault(
          origin + " line " + leaf.line() + ": " + name + ": " + wrong.getMessage(), wrong);
    }
  }

  /** Named values under a name, that must be there. */
  TextFields fields(String name, Set<String> known) {
    TextTree value = fields.get(name);
    if (value == null) {
      throw new FileFault(origin + " line " + line + ": field '" + name + "' is missing");
    }
    return of(value, origin, known);
  }

  /** A list of structured values that must be there. */
  List<TextFields> list(String name, Set<String> known) {
    return items(name).stream().map(item -> of(item, origin, known)).toList();
  }

  /** A list of plain values that must be there. */
  <T> List<T> texts(String name, Function<String, T> reader) {
    return items(name).stream()
        .map(item -> new TextFields(origin, item.line(), Map.of(name, item)).required(name, reader))
        .toList();
  }

  private List<TextTree> items(String name) {
    TextTree value = fields.get(name);
    if (!(value instanceof TextTree.Items list)) {
      int where = value == null ? line : value.line();
      throw new FileFault(origin + " line " + where + ": field '" + name + "' must be a list");
    }
    return list.items();
  }

  /** A whole number within bounds. */
  static Function<String, Integer> number(int min, int max) {
    return text -> {
      if (text.matches("-?[0-9]{1,10}")) {
        long value = Long.parseLong(text);
        if (value >= min && value <= max) {
          return (int) value;
        }
      }
      throw new IllegalArgumentException(
          "'" + text + "' is not a whole number from " + min + " to " + max);
    };
  }
}
