package cbdc.issuer.store;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A YAML or JSON file (JSON is YAML) as texts with the lines they stand on. Numbers stay texts, so
 * that an amount is read by the rules for amounts and never becomes a fraction.
 */
sealed interface TextTree {
  /** Line in the file, from 1. */
  int line();

  /** A plain value; empty when nothing stood there. */
  record Leaf(int line, String text) implements TextTree {}

  /** Values one after another. */
  record Items(int line, List<TextTree> items) implements TextTree {}

  /** Named values, in the order of the file. */
  record Fields(int line, Map<String, TextTree> fields) implements TextTree {}

  /**
   * Reads the whole text.
   *
   * @param origin names the file in faults
   * @throws FileFault when it is no YAML
   */
  static TextTree read(String text, String origin) {
    YAMLFactory yaml =
        YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (JsonParser parser = yaml.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new FileFault(origin + ": is empty");
      }
      TextTree tree = value(parser);
      if (parser.nextToken() != null) {
        throw new FileFault(
            origin + " line " + lineOf(parser) + ": a second document begins; expected one");
      }
      return tree;
    } catch (JacksonException malformed) {
      int line = malformed.getLocation() == null ? 1 : malformed.getLocation().getLineNr();
      String reason = malformed.getOriginalMessage().lines().findFirst().orElse("not YAML");
      throw new FileFault(origin + " line " + line + ": " + reason, malformed);
    } catch (IOException impossible) {
      throw new FileFault(origin + ": cannot be read: " + impossible.getMessage(), impossible);
    }
  }

  private static TextTree value(JsonParser parser) throws IOException {
    int line = lineOf(parser);
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, TextTree> fields = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          fields.put(name, value(parser));
        }
        yield new Fields(line, fields);
      }
      case START_ARRAY -> {
        List<TextTree> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser));
        }
        yield new Items(line, items);
      }
      case VALUE_NULL -> new Leaf(line, "");
      default -> new Leaf(line, parser.getText());
    };
  }

  private static int lineOf(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }
}
