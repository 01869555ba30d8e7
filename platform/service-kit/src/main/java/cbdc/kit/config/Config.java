package cbdc.kit.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A concluded configuration: every declared key has a checked value that no longer changes. */
public final class Config {

  /** A value with the text it was read from, where that stood, and how strong that source is. */
  record Entry(Object value, String text, ConfigSource source, String origin) {}

  private final ConfigSpec spec;
  private final Map<String, Entry> entries;

  Config(ConfigSpec spec, Map<String, Entry> entries) {
    this.spec = spec;
    this.entries = Map.copyOf(entries);
  }

  /** The value of a key that the specification declares. */
  @SuppressWarnings("unchecked") // The specification put there what this key read.
  public <T> T get(ConfigKey<T> key) {
    return (T) entry(key).value();
  }

  /** Where the value of a key came from. */
  public ConfigSource source(ConfigKey<?> key) {
    return entry(key).source();
  }

  /**
   * A key with what it is set to.
   *
   * @param key the key
   * @param text its value as somebody wrote it, empty if it is not set; of a secret the path of its
   *     file
   * @param source how strong the source is
   * @param origin where it stands, such as {@code node.yaml line 3}
   */
  public record Setting(
      ConfigKey<?> key, Optional<String> text, ConfigSource source, String origin) {}

  /** Every key in the order of its declaration, with its value and where that came from. */
  public List<Setting> settings() {
    return spec.keys().stream().map(this::setting).toList();
  }

  private Setting setting(ConfigKey<?> key) {
    Entry entry = entry(key);
    boolean isSet = entry.source() != ConfigSource.DEFAULT || key.defaultText().isPresent();
    return new Setting(
        key, isSet ? Optional.of(entry.text()) : Optional.empty(), entry.source(), entry.origin());
  }

  private Entry entry(ConfigKey<?> key) {
    Entry entry = entries.get(key.name());
    if (entry == null) {
      throw new IllegalArgumentException(
          "config key '" + key.name() + "' is not declared by " + spec.title());
    }
    return entry;
  }
}
