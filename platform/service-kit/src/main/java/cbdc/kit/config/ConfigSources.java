package cbdc.kit.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a configuration is read from.
 *
 * @param file a YAML file, if one was named
 * @param environment the process's environment, of which only {@code CBDC_*} is looked at
 * @param settings what the command line sets, each {@code key=value}
 */
public record ConfigSources(
    Optional<Path> file, Map<String, String> environment, List<String> settings) {

  /** Copies what it is given. */
  public ConfigSources {
    environment = Map.copyOf(environment);
    settings = List.copyOf(settings);
  }

  /** Only these settings: for tests and for services started inside another. */
  public static ConfigSources settings(String... settings) {
    return new ConfigSources(Optional.empty(), Map.of(), List.of(settings));
  }
}
