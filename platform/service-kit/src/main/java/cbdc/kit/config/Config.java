package cbdc.kit.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
   * Each key with its value and source, for the log at start; secrets appear as the path of their
   * file only.
   */
  public List<String> describe() {
    List<String> lines = new ArrayList<>();
    for (ConfigKey<?> key : spec.keys()) {
      Entry entry = entries.get(key.name());
      lines.add(key.name() + " = " + entry.text() + "  (" + entry.origin() + ")");
    }
    return lines;
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
