package cbdc.kit.config;

import java.util.List;

/**
 * The configuration cannot be used. Holds every problem found, one line each, so that they can be
 * mended at once.
 */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConfigException(List<String> problems) {
    super(String.join("\n", problems));
  }

  /** One line for each problem: what is wrong, where it was set, what is expected. */
  public List<String> problems() {
    return getMessage().lines().toList();
  }
}
