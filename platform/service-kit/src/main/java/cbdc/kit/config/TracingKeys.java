package cbdc.kit.config;

import cbdc.kit.trace.TracingSettings;
import java.net.URI;
import java.util.Optional;

/** The settings of a service's tracing, the same for all services but for their first word. */
public final class TracingKeys {
  private static final String EXAMPLE = "http://127.0.0.1:4318/v1/traces";
  private static final int PORT_MAX = 65_535;

  private final ConfigKey<Optional<String>> endpoint;
  private final ConfigKey<Integer> samplePercent;

  /**
   * The keys of a service.
   *
   * @param service first word of the keys
   */
  public TracingKeys(String service) {
    endpoint =
        ConfigKey.text(
                service + ".tracing.endpoint",
                "OTLP/HTTP address that spans of requests are sent to, such as "
                    + EXAMPLE
                    + "; without it there are none")
            .optional();
    samplePercent =
        ConfigKey.number(
                service + ".tracing.sample-percent",
                1,
                100,
                "percent",
                "how many of the traces are sent")
            .withDefault("10");
  }

  /** Where spans go, if anywhere. */
  public ConfigKey<Optional<String>> endpoint() {
    return endpoint;
  }

  /** How many of them. */
  public ConfigKey<Integer> samplePercent() {
    return samplePercent;
  }

  /**
   * What is configured; empty for no tracing.
   *
   * @throws IllegalArgumentException when the endpoint is none, or holds a password
   */
  public Optional<TracingSettings> read(Config config) {
    return config
        .get(endpoint)
        .map(text -> new TracingSettings(addressOf(text), config.get(samplePercent)));
  }

  private URI addressOf(String text) {
    if (text.contains("@")) {
      throw new IllegalArgumentException(
          endpoint.name()
              + " holds a user or password, which others can see: let a collector on this machine"
              + " add it");
    }
    try {
      URI address = URI.create(text);
      if (isUsable(address)) {
        return address;
      }
    } catch (IllegalArgumentException none) {
      throw unusable(text, none);
    }
    throw unusable(text, null);
  }

  private static boolean isUsable(URI address) {
    return ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
        && address.getHost() != null
        && address.getPort() != 0
        && address.getPort() <= PORT_MAX
        && address.getPath().length() > 1
        && address.getFragment() == null;
  }

  private IllegalArgumentException unusable(String text, Throwable cause) {
    return new IllegalArgumentException(
        endpoint.name() + " '" + text + "' is not a whole address like " + EXAMPLE, cause);
  }
}
