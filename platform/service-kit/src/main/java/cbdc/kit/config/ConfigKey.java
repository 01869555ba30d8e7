package cbdc.kit.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One thing that can be configured: name, type, unit, default and a line of documentation. A key
 * without a default must be set. Declared once, as a constant of the service's {@code *Config}.
 *
 * @param <T> what the value is read into
 */
public final class ConfigKey<T> {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*([.-][a-z0-9]+)*");
  private static final String SECRET_SUFFIX = "-file";

  private final String name;
  private final String unit;
  private final String form;
  private final String doc;
  private final Function<String, T> reader;
  private final String defaultText;
  private final boolean optional;
  private final Content content;

  /** What the value names, if anything. */
  private enum Content {
    NOTHING,
    FILE,
    SECRET
  }

  private ConfigKey(
      String name,
      String unit,
      String form,
      String doc,
      Function<String, T> reader,
      String defaultText,
      boolean optional,
      Content content) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "config key '" + name + "' is not lower case words with dots and hyphens");
    }
    this.name = name;
    this.unit = unit;
    this.form = form;
    this.doc = doc;
    this.reader = reader;
    this.defaultText = defaultText;
    this.optional = optional;
    this.content = content;
  }

  private static <T> ConfigKey<T> required(
      String name, String unit, String form, String doc, Function<String, T> reader) {
    return new ConfigKey<>(name, unit, form, doc, reader, null, false, Content.NOTHING);
  }

  /** Any text. */
  public static ConfigKey<String> text(String name, String doc) {
    return required(name, "text", "text", doc, Function.identity());
  }

  /**
   * Text that matches a pattern as a whole.
   *
   * @param expected what to say of text that does not, such as {@code letters and digits}
   */
  public static ConfigKey<String> text(String name, Pattern form, String expected, String doc) {
    return required(
        name,
        "text",
        expected,
        doc,
        text -> {
          if (!form.matcher(text).matches()) {
            throw new IllegalArgumentException("expected " + expected);
          }
          return text;
        });
  }

  /** A whole number from min to max, both included, of that unit. */
  public static ConfigKey<Integer> number(String name, int min, int max, String unit, String doc) {
    return required(
        name, unit, min + " to " + max + " " + unit, doc, text -> within(text, min, max));
  }

  /**
   * A duration from min to max, both included, written as {@code 200ms}, {@code 5s}, {@code 2m},
   * {@code 1h}.
   */
  public static ConfigKey<Duration> duration(String name, Duration min, Duration max, String doc) {
    String range = Quantities.text(min) + " to " + Quantities.text(max);
    return required(
        name,
        "duration",
        "duration, " + range,
        doc,
        text -> {
          Duration value = Quantities.duration(text);
          if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException("expected " + range);
          }
          return value;
        });
  }

  /** A number of bytes from min to max, both included, written as {@code 256MiB}. */
  public static ConfigKey<Long> size(String name, long min, long max, String doc) {
    return required(
        name,
        "bytes",
        min + " to " + max + " bytes, or as `256MiB`",
        doc,
        text -> {
          long value = Quantities.bytes(text);
          if (value < min || value > max) {
            throw new IllegalArgumentException("expected " + min + " to " + max + " bytes");
          }
          return value;
        });
  }

  /** {@code true} or {@code false}. */
  public static ConfigKey<Boolean> flag(String name, String doc) {
    return required(
        name,
        "true or false",
        "true or false",
        doc,
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException("expected true or false");
            });
  }

  /** A file or folder, relative to the folder where the process was started. */
  public static ConfigKey<Path> path(String name, String doc) {
    return required(name, "path", "path", doc, ConfigKey::pathOf);
  }

  /**
   * A file that holds a secret. Secrets are never values themselves: command lines and environments
   * show up in process lists, logs and crash reports.
   *
   * @param name must end in {@code -file}
   */
  public static ConfigKey<Path> secretFile(String name, String doc) {
    if (!name.endsWith(SECRET_SUFFIX)) {
      throw new IllegalArgumentException(
          "secret config key '" + name + "' must end in " + SECRET_SUFFIX);
    }
    return privateFile(name, doc);
  }

  /** A file that must be there, such as a certificate. */
  public static ConfigKey<Path> file(String name, String doc) {
    return new ConfigKey<>(
        name, "path", "path of a file", doc, ConfigKey::pathOf, null, false, Content.FILE);
  }

  /** A file that must be there and that only the service may read, such as a private key. */
  public static ConfigKey<Path> privateFile(String name, String doc) {
    return new ConfigKey<>(
        name,
        "path",
        "path of a file with a secret",
        doc,
        ConfigKey::pathOf,
        null,
        false,
        Content.SECRET);
  }

  /** An address to listen on or connect to, {@code host:port}. */
  public static ConfigKey<HostPort> address(String name, String doc) {
    return required(name, "host:port", "host:port", doc, HostPort::parse);
  }

  /** A list of such values, separated by commas; in a file it may be a YAML list. */
  public ConfigKey<List<T>> list() {
    return required(
        name,
        "list of " + unit,
        "list of " + form,
        doc,
        text ->
            text.isBlank()
                ? List.of()
                : Arrays.stream(text.split(",")).map(String::strip).map(reader).toList());
  }

  /** One of an enum's constants, written in lower case with hyphens. */
  public static <E extends Enum<E>> ConfigKey<E> choice(String name, Class<E> type, String doc) {
    String choices =
        Arrays.stream(type.getEnumConstants())
            .map(ConfigKey::label)
            .collect(Collectors.joining(", "));
    return required(
        name,
        choices,
        "one of " + choices,
        doc,
        text ->
            Arrays.stream(type.getEnumConstants())
                .filter(constant -> label(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected one of " + choices)));
  }

  /**
   * This key with a default, written as a user would write it.
   *
   * @throws IllegalArgumentException if the default is not a valid value
   */
  public ConfigKey<T> withDefault(String text) {
    Objects.requireNonNull(reader.apply(text));
    return new ConfigKey<>(name, unit, form, doc, reader, text, false, content);
  }

  /** This key as one that may be left unset. */
  public ConfigKey<Optional<T>> optional() {
    return new ConfigKey<>(
        name, unit, form, doc, reader.andThen(Optional::of), null, true, content);
  }

  /** The name in files and on the command line: {@code store.sync-period}. */
  public String name() {
    return name;
  }

  /** The name of the environment variable: {@code CBDC_STORE_SYNC_PERIOD}. */
  public String environmentName() {
    return "CBDC_" + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** The unit or form of the value, in a word or two. */
  public String unit() {
    return unit;
  }

  /** What the value may be: its form, range and unit. */
  public String form() {
    return form;
  }

  /** What it is for, in one line. */
  public String doc() {
    return doc;
  }

  /** The default as a user would write it; empty if there is none. */
  public Optional<String> defaultText() {
    return Optional.ofNullable(defaultText);
  }

  /** Whether the value must be set. */
  public boolean isRequired() {
    return defaultText == null && !optional;
  }

  /** Whether the value names a file with a secret in it. */
  public boolean isSecret() {
    return content == Content.SECRET;
  }

  /** Whether the value names a file that must be there. */
  boolean isFile() {
    return content != Content.NOTHING;
  }

  /** Reads a value that was set; throws IllegalArgumentException saying what is expected. */
  T read(String text) {
    return reader.apply(text);
  }

  /** The value when nobody set it: the default, or an empty Optional. */
  Object unset() {
    return optional ? Optional.empty() : reader.apply(defaultText);
  }

  @Override
  public String toString() {
    return name;
  }

  private static Path pathOf(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("expected a path");
    }
    return Path.of(text);
  }

  private static int within(String text, int min, int max) {
    if (text.matches("-?[0-9]{1,10}")) {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return (int) value;
      }
    }
    throw new IllegalArgumentException("expected a whole number from " + min + " to " + max);
  }

  private static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
