package cbdc.kit.config;

import java.util.Map;
import java.util.TreeMap;

/**
 * A configuration file to begin with: every key with what it means, set where a value is given, as
 * a comment with its default where none is.
 */
public final class ConfigTemplate {
  private ConfigTemplate() {}

  /**
   * The file's text, in YAML.
   *
   * @param heading comment at the beginning, one or more lines
   * @param values what is set, by key name, as on a command line
   * @throws IllegalArgumentException if a value is of no key, or not valid for its key
   */
  public static String of(ConfigSpec spec, String heading, Map<String, String> values) {
    Map<String, String> left = new TreeMap<>(values);
    StringBuilder text = new StringBuilder();
    heading.lines().forEach(line -> text.append("# ").append(line).append('\n'));
    for (ConfigKey<?> key : spec.keys()) {
      String value = left.remove(key.name());
      text.append("\n# ").append(key.doc()).append(" (").append(key.form()).append(")\n");
      if (value == null) {
        text.append("# ").append(key.name()).append(": ");
        text.append(key.defaultText().map(ConfigTemplate::quoted).orElse("")).append('\n');
      } else {
        text.append(key.name()).append(": ").append(quoted(checked(key, value))).append('\n');
      }
    }
    if (!left.isEmpty()) {
      throw new IllegalArgumentException("no keys of " + spec.title() + ": " + left.keySet());
    }
    return text.toString();
  }

  private static <T> String checked(ConfigKey<T> key, String value) {
    T read = key.read(value);
    assert read != null;
    return value;
  }

  /** As YAML reads it back, whatever is in it. */
  private static String quoted(String text) {
    boolean plain = text.matches("[A-Za-z0-9][A-Za-z0-9./_-]*");
    return plain ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
