package cbdc.kit.config;

import java.util.List;
import java.util.Optional;

/**
 * A configuration as an operator wants to see it before a start: every problem at once. Nothing is
 * changed by looking.
 *
 * @param config the values, if each of them could be read
 * @param problems what must be mended, one line each; empty if the service would start
 * @param warnings what deserves a thought, one line each
 */
public record ConfigInspection(
    Optional<Config> config, List<String> problems, List<String> warnings) {

  /** A service's own rules: what no key alone can say. */
  @FunctionalInterface
  public interface Rules {
    /** Adds what it finds. */
    void check(Config config, ConfigFindings findings);
  }

  /** Copies what it is given. */
  public ConfigInspection {
    problems = List.copyOf(problems);
    warnings = List.copyOf(warnings);
  }

  /**
   * The values of a configuration that can be used.
   *
   * @throws ConfigException with all problems found
   */
  public Config orThrow() {
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return config.orElseThrow();
  }
}
