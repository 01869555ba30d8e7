package cbdc.kit.config;

import cbdc.kit.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is wrong with a configuration, in the order in which people should hear it: names nobody
 * knows, then values that are not valid, then keys without a value. A misspelt name often explains
 * the rest.
 */
final class Problems {
  private final List<String> unknown = new ArrayList<>();
  private final List<String> invalid = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();
  private final Set<String> meant = new HashSet<>();

  /**
   * A name that is none of the valid ones; the nearest of them is suggested.
   *
   * @param what where it stands and what it is, such as {@code command line: unknown key}
   */
  void unknown(String what, String name, Collection<String> valid) {
    unknown.add(what + " '" + name + "'" + Nearest.suggestion(name, valid));
    Nearest.to(name, valid).ifPresent(meant::add);
  }

  /** A value, or a whole file, that cannot be used. */
  void invalid(String problem) {
    invalid.add(problem);
  }

  /** A required key without a value, unless a misspelt name was meant for it. */
  void missing(ConfigKey<?> key) {
    if (meant.contains(key.name()) || meant.contains(key.environmentName())) {
      return;
    }
    missing.add(
        "key '"
            + key.name()
            + "' is not set ("
            + key.doc()
            + "): set it in the file, as "
            + key.environmentName()
            + ", or on the command line as "
            + key.name()
            + "=<"
            + key.unit()
            + ">");
  }

  /** All of them, one line each. */
  List<String> lines() {
    List<String> lines = new ArrayList<>(unknown);
    lines.addAll(invalid);
    lines.addAll(missing);
    return lines;
  }
}
