package cbdc.kit.config;

import cbdc.kit.StartException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a look at a configuration found: what must be mended, and what only deserves a thought. */
public final class ConfigFindings {
  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Set<String> faulty = new HashSet<>();

  /** Something with which the service must not start; one line that names key, rule and remedy. */
  public void refuse(String problem) {
    problems.add(problem);
  }

  /** Something that an operator should know and may want; one line that names key and remedy. */
  public void warn(String warning) {
    warnings.add(warning);
  }

  /** As {@link #refuse(String)}, for a key of which nothing else is to be said. */
  void refuse(ConfigKey<?> key, String problem) {
    faulty.add(key.name());
    refuse(problem);
  }

  /** True when something is known to be wrong with the key itself, or with its file. */
  public boolean isFaulty(ConfigKey<?> key) {
    return faulty.contains(key.name());
  }

  /**
   * Tries what the service will do with a key at its start, unless the key is faulty anyway.
   *
   * @param use throws {@link StartException} or {@link IllegalArgumentException} with one line if
   *     the value cannot be used
   */
  public void attempt(ConfigKey<?> key, Runnable use) {
    if (isFaulty(key)) {
      return;
    }
    try {
      use.run();
    } catch (StartException | IllegalArgumentException refused) {
      refuse(key, refused.getMessage());
    }
  }

  /** What must be mended, one line each. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /** What deserves a thought, one line each. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }
}
