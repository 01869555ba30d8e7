package cbdc.kit.config;

import cbdc.kit.Nearest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All keys of one service. {@link #load} reads them: command line before environment before file
 * before default.
 *
 * <p>Unknown keys are refused, with the nearest valid one. Of the environment, a variable is taken
 * for a mistake if it begins like one of our keys ({@code CBDC_STORE_...}) or is nearly one; other
 * {@code CBDC_*} variables may belong to other programs.
 */
public final class ConfigSpec {
  private static final String ENVIRONMENT_PREFIX = "CBDC_";

  private final String title;
  private final Map<String, ConfigKey<?>> keys = new LinkedHashMap<>();
  private final Map<String, ConfigKey<?>> byEnvironmentName = new TreeMap<>();

  /**
   * A specification of these keys, in the order in which they are documented.
   *
   * @throws IllegalArgumentException if two keys have one name, or would have one environment
   *     variable
   */
  public ConfigSpec(String title, List<ConfigKey<?>> keys) {
    this.title = title;
    for (ConfigKey<?> key : keys) {
      if (this.keys.put(key.name(), key) != null
          || byEnvironmentName.put(key.environmentName(), key) != null) {
        throw new IllegalArgumentException(
            "config key '" + key.name() + "' is declared twice in " + title);
      }
    }
  }

  /** What these keys configure: the heading in the documentation. */
  public String title() {
    return title;
  }

  /** The keys in the order of their declaration. */
  public List<ConfigKey<?>> keys() {
    return List.copyOf(keys.values());
  }

  /**
   * Reads and checks everything.
   *
   * @throws ConfigException with all problems found, unknown keys first
   */
  public Config load(ConfigSources sources) {
    Problems problems = new Problems();
    Map<String, Config.Entry> entries = read(sources, problems);
    List<String> lines = problems.lines();
    if (!lines.isEmpty()) {
      throw new ConfigException(lines);
    }
    return new Config(this, entries);
  }

  /**
   * Reads everything and looks also at the files that it names, so that all that is wrong can be
   * mended at once. Changes nothing.
   *
   * @param rules the service's own, which are asked when every value could be read
   */
  public ConfigInspection inspect(ConfigSources sources, ConfigInspection.Rules rules) {
    Problems problems = new Problems();
    Map<String, Config.Entry> entries = read(sources, problems);
    ConfigFindings findings = new ConfigFindings();
    problems.lines().forEach(findings::refuse);
    for (ConfigKey<?> key : keys.values()) {
      if (key.isFile() && entries.containsKey(key.name())) {
        Object value = entries.get(key.name()).value();
        Object file = value instanceof Optional<?> some ? some.orElse(null) : value;
        if (file instanceof Path path) {
          ConfigFiles.problem(key, path).ifPresent(problem -> findings.refuse(key, problem));
        }
      }
    }
    Optional<Config> config =
        problems.lines().isEmpty() ? Optional.of(new Config(this, entries)) : Optional.empty();
    config.ifPresent(read -> rules.check(read, findings));
    return new ConfigInspection(config, findings.problems(), findings.warnings());
  }

  private Map<String, Config.Entry> read(ConfigSources sources, Problems problems) {
    Map<String, Config.Entry> entries = new HashMap<>();
    readFile(sources, entries, problems);
    readEnvironment(sources.environment(), entries, problems);
    readSettings(sources.settings(), entries, problems);
    for (ConfigKey<?> key : keys.values()) {
      if (!entries.containsKey(key.name())) {
        fillIn(key, entries, problems);
      }
    }
    return entries;
  }

  /** The keys as a table in Markdown. */
  public String markdownTable() {
    StringBuilder table =
        new StringBuilder("| key | default | value | meaning |\n|---|---|---|---|\n");
    for (ConfigKey<?> key : keys.values()) {
      table
          .append("| `")
          .append(key.name())
          .append("` | ")
          .append(standard(key))
          .append(" | ")
          .append(cell(key.form()))
          .append(" | ")
          .append(cell(key.doc()))
          .append(" |\n");
    }
    return table.toString();
  }

  private static String standard(ConfigKey<?> key) {
    if (key.isRequired()) {
      return "*required*";
    }
    return key.defaultText()
        .filter(text -> !text.isEmpty())
        .map(text -> "`" + text + "`")
        .orElse("unset");
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  private void readFile(
      ConfigSources sources, Map<String, Config.Entry> entries, Problems problems) {
    sources
        .file()
        .ifPresent(
            file -> {
              for (YamlConfig.Setting setting : YamlConfig.read(file, problems)) {
                String origin = file + " line " + setting.line();
                ConfigKey<?> key = keys.get(setting.key());
                if (key == null) {
                  problems.unknown(origin + ": unknown key", setting.key(), keys.keySet());
                } else {
                  enter(key, setting.value(), ConfigSource.FILE, origin, entries, problems);
                }
              }
            });
  }

  private void readEnvironment(
      Map<String, String> environment, Map<String, Config.Entry> entries, Problems problems) {
    new TreeMap<>(environment)
        .forEach(
            (name, value) -> {
              ConfigKey<?> key = byEnvironmentName.get(name);
              if (key != null) {
                enter(
                    key,
                    value,
                    ConfigSource.ENVIRONMENT,
                    "environment variable " + name,
                    entries,
                    problems);
              } else if (name.startsWith(ENVIRONMENT_PREFIX) && isMeantForUs(name)) {
                problems.unknown("unknown environment variable", name, byEnvironmentName.keySet());
              }
            });
  }

  private boolean isMeantForUs(String name) {
    return byEnvironmentName.keySet().stream()
            .anyMatch(known -> section(known).equals(section(name)))
        || Nearest.to(name, byEnvironmentName.keySet()).isPresent();
  }

  /** {@code CBDC_STORE} of {@code CBDC_STORE_SYNC_PERIOD}. */
  private static String section(String environmentName) {
    int end = environmentName.indexOf('_', ENVIRONMENT_PREFIX.length());
    return end < 0 ? environmentName : environmentName.substring(0, end);
  }

  private void readSettings(
      List<String> settings, Map<String, Config.Entry> entries, Problems problems) {
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      String name = equals < 0 ? setting : setting.substring(0, equals);
      ConfigKey<?> key = keys.get(name);
      if (key == null) {
        problems.unknown("command line: unknown key", name, keys.keySet());
      } else if (equals < 0) {
        problems.invalid(
            "command line: key '"
                + name
                + "' has no value; expected "
                + name
                + "=<"
                + key.unit()
                + ">");
      } else {
        enter(
            key,
            setting.substring(equals + 1),
            ConfigSource.COMMAND_LINE,
            "command line",
            entries,
            problems);
      }
    }
  }

  private static void enter(
      ConfigKey<?> key,
      String text,
      ConfigSource source,
      String origin,
      Map<String, Config.Entry> entries,
      Problems problems) {
    try {
      entries.put(key.name(), new Config.Entry(key.read(text), text, source, origin));
    } catch (IllegalArgumentException | ArithmeticException refused) {
      // Set, if wrongly: that it has no value need not be said as well.
      entries.put(key.name(), new Config.Entry(text, text, source, origin));
      problems.invalid(
          key.isSecret()
              ? origin + ": " + key.name() + " is not valid: expected " + key.form()
              : ConfigReport.masked(
                  "%s: %s = '%s' is not valid: %s"
                      .formatted(origin, key.name(), text, refused.getMessage())));
    }
  }

  private static void fillIn(
      ConfigKey<?> key, Map<String, Config.Entry> entries, Problems problems) {
    if (key.isRequired()) {
      problems.missing(key);
    } else {
      String text = key.defaultText().orElse("unset");
      entries.put(key.name(), new Config.Entry(key.unset(), text, ConfigSource.DEFAULT, "default"));
    }
  }
}
