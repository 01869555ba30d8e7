package cbdc.kit.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What {@code show-config} and {@code validate-config} of every service print, for people or as
 * JSON. A secret is never printed: a setting only names its file.
 */
public final class ConfigReport {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Somebody may have put one where it does not belong, such as a database's address. */
  private static final Pattern PASSWORD = Pattern.compile("(?i)(password=)[^&\\s]*");

  private static final Pattern USER_AND_PASSWORD = Pattern.compile("(://[^:/@\\s]*:)[^\\s]*(?=@)");

  private ConfigReport() {}

  /** Each setting with its value and where that came from. */
  public static String settings(Config config, boolean asJson) {
    if (!asJson) {
      return text(config.settings());
    }
    ArrayNode settings = MAPPER.createArrayNode();
    for (Config.Setting setting : config.settings()) {
      ObjectNode line = settings.addObject();
      line.put("key", setting.key().name());
      line.put("value", setting.text().map(ConfigReport::masked).orElse(null));
      line.put("source", setting.source().name().toLowerCase(Locale.ROOT).replace('_', ' '));
      line.put("origin", setting.origin());
    }
    return json(MAPPER.createObjectNode().set("settings", settings));
  }

  /** Whether a service would start with it, and every problem and warning. */
  public static String verdict(ConfigInspection found, boolean asJson) {
    if (asJson) {
      ObjectNode verdict = MAPPER.createObjectNode();
      verdict.put("valid", found.problems().isEmpty());
      found.problems().forEach(verdict.putArray("problems")::add);
      found.warnings().forEach(verdict.putArray("warnings")::add);
      return json(verdict);
    }
    StringBuilder text = new StringBuilder();
    found.warnings().forEach(warning -> text.append("warning: ").append(warning).append('\n'));
    if (found.problems().isEmpty()) {
      text.append("the configuration is valid\n");
    }
    return text.toString();
  }

  private static String text(List<Config.Setting> settings) {
    int width = settings.stream().mapToInt(s -> s.key().name().length()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    for (Config.Setting setting : settings) {
      String name = setting.key().name();
      Optional<String> value =
          setting.text().filter(some -> !some.isEmpty()).map(ConfigReport::masked);
      text.append(name).append(" ".repeat(width - name.length())).append(" = ");
      text.append(value.orElse("(unset)")).append("   [").append(setting.origin()).append("]\n");
    }
    return text.toString();
  }

  /** The text without the passwords that are known by what stands before them. */
  static String masked(String text) {
    String first = PASSWORD.matcher(text).replaceAll("$1***");
    return USER_AND_PASSWORD.matcher(first).replaceAll("$1***");
  }

  private static String json(JsonNode content) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(content) + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("plain JSON could not be written", impossible);
    }
  }
}
