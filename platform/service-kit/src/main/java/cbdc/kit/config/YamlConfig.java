package cbdc.kit.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a YAML file into flat keys: nested maps become dotted names, lists of plain values
 * comma-separated text.
 */
final class YamlConfig {

  /** A value and the line it stands on. */
  record Setting(String key, String value, int line) {}

  private YamlConfig() {}

  static List<Setting> read(Path file, Problems problems) {
    List<Setting> settings = new ArrayList<>();
    YAMLFactory yaml =
        YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (JsonParser parser = yaml.createParser(Files.readString(file))) {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_OBJECT) {
        readMap(parser, "", settings);
      } else if (first != null && first != JsonToken.VALUE_NULL) {
        problems.invalid(file + ": expected lines of the form 'key: value'");
      }
    } catch (NoSuchFileException missing) {
      problems.invalid("config file " + file + " does not exist");
    } catch (JacksonException malformed) {
      int line = malformed.getLocation() == null ? 1 : malformed.getLocation().getLineNr();
      String reason = malformed.getOriginalMessage().lines().findFirst().orElse("not YAML");
      problems.invalid(file + " line " + line + ": " + reason);
    } catch (IOException unreadable) {
      problems.invalid("config file " + file + " cannot be read: " + unreadable.getMessage());
    }
    return settings;
  }

  private static void readMap(JsonParser parser, String prefix, List<Setting> settings)
      throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = prefix + parser.currentName();
      int line = parser.currentTokenLocation().getLineNr();
      switch (parser.nextToken()) {
        case START_OBJECT -> readMap(parser, key + ".", settings);
        case START_ARRAY -> settings.add(new Setting(key, readList(parser), line));
        case VALUE_NULL -> settings.add(new Setting(key, "", line));
        default -> settings.add(new Setting(key, parser.getText(), line));
      }
    }
  }

  private static String readList(JsonParser parser) throws IOException {
    List<String> values = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token.isStructStart()) {
        throw new JsonParseException(
            parser, "expected a list of plain values", parser.currentTokenLocation());
      }
      values.add(parser.getText());
    }
    return String.join(",", values);
  }
}
