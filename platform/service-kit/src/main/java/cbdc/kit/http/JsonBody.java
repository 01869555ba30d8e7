package cbdc.kit.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * A JSON object read strictly. Nothing is coerced: {@code 1.0}, {@code "1"} and {@code null} are no
 * integers, and a field that is not meant to be there is refused by {@link #end}. Every failure is
 * a {@link ProblemException} that names the field by its path, such as {@code payee.account}. Not
 * safe for use by several threads.
 */
public final class JsonBody {
  private static final int NAME_LENGTH_MAX = 200;
  private static final int LONG_LENGTH_MAX = 20;

  /** What stands for numbers with a fraction or an exponent, which no field of ours has. */
  private record Fraction(String text) {}

  /** Values that no field has. */
  private enum Odd {
    NULL,
    TOO_LARGE
  }

  private static final class Field {
    final Object value;
    boolean read;

    Field(Object value) {
      this.value = value;
    }
  }

  private final String prefix;
  private final Map<String, Field> fields;
  private final List<JsonBody> parts = new ArrayList<>();

  private JsonBody(String prefix, Map<String, Field> fields) {
    this.prefix = prefix;
    this.fields = fields;
  }

  /**
   * Reads a document that is one object.
   *
   * @param depthMax how deeply objects and lists may be nested; 1 admits plain fields only
   * @throws ProblemException with BODY_NOT_JSON or BODY_TOO_DEEP
   */
  public static JsonBody parse(byte[] document, int depthMax) {
    return new Parser(depthMax).parse(document);
  }

  /** A parser for documents with the same limit; safe for use by several threads. */
  static final class Parser {
    private final int depthMax;
    private final JsonFactory factory;

    Parser(int depthMax) {
      this.depthMax = depthMax;
      this.factory =
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      // One more, so that the check below comes first.
                      .maxNestingDepth(depthMax + 1)
                      .maxNameLength(NAME_LENGTH_MAX)
                      // Only those are parsed that can be a long.
                      .maxNumberLength(Integer.MAX_VALUE)
                      .build())
              // Names come from strangers: none of them is kept beyond the request.
              .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
              .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
              .build();
    }

    JsonBody parse(byte[] document) {
      String text = decode(document);
      try (JsonParser json = factory.createParser(text)) {
        if (json.nextToken() != JsonToken.START_OBJECT) {
          throw notJson("the document is not an object").toException();
        }
        JsonBody body = new JsonBody("", object(json, 1));
        if (json.nextToken() != null) {
          throw notJson("something follows after the object").toException();
        }
        return body;
      } catch (StreamConstraintsException tooMuch) {
        throw notJson("a name is too long").toException();
      } catch (JsonProcessingException broken) {
        throw notJson(where(broken)).toException();
      } catch (IOException impossible) {
        throw new UncheckedIOException("a text in memory could not be read", impossible);
      }
    }

    /** The text of a document. Not left to the parser, which guesses encodings and repairs. */
    private static String decode(byte[] document) {
      if (document.length == 0) {
        throw notJson("the body is empty").toException();
      }
      for (byte each : document) {
        if (each < 0) {
          return decodeUtf8(document);
        }
      }
      return new String(document, StandardCharsets.US_ASCII);
    }

    private static String decodeUtf8(byte[] document) {
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document)).toString();
      } catch (CharacterCodingException other) {
        throw notJson("the document is not UTF-8").toException();
      }
    }

    private Map<String, Field> object(JsonParser json, int depth) throws IOException {
      check(depth);
      Map<String, Field> fields = new LinkedHashMap<>();
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        json.nextToken();
        if (fields.put(name, new Field(value(json, depth))) != null) {
          throw notJson("the name appears twice in its object").field(name).toException();
        }
      }
      return fields;
    }

    private Object value(JsonParser json, int depth) throws IOException {
      return switch (json.currentToken()) {
        case START_OBJECT -> object(json, depth + 1);
        case START_ARRAY -> list(json, depth + 1);
        case VALUE_STRING -> json.getText();
        case VALUE_NUMBER_INT ->
            json.getTextLength() > LONG_LENGTH_MAX ? Odd.TOO_LARGE : json.getNumberValue();
        case VALUE_NUMBER_FLOAT -> new Fraction(json.getText());
        case VALUE_TRUE -> true;
        case VALUE_FALSE -> false;
        case VALUE_NULL -> Odd.NULL;
        default -> throw notJson("a value is missing").toException();
      };
    }

    private List<Object> list(JsonParser json, int depth) throws IOException {
      check(depth);
      List<Object> items = new ArrayList<>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        items.add(value(json, depth));
      }
      return items;
    }

    private void check(int depth) {
      if (depth > depthMax) {
        throw Problem.of(HttpProblem.BODY_TOO_DEEP).with("limit", depthMax).toException();
      }
    }

    private static String where(JsonProcessingException broken) {
      return "not valid JSON at line "
          + broken.getLocation().getLineNr()
          + ", column "
          + broken.getLocation().getColumnNr();
    }
  }

  /** Whether the field is there, whatever its value. */
  public boolean has(String name) {
    return fields.containsKey(name);
  }

  /**
   * A text of 1 to {@code lengthMax} characters (code points), without control characters and
   * surrogates that belong to no pair.
   */
  public String text(String name, int lengthMax) {
    return asText(name, required(name), lengthMax);
  }

  /** As {@link #text}, or empty if the field is not there. */
  public Optional<String> optionalText(String name, int lengthMax) {
    return optional(name).map(value -> asText(name, value, lengthMax));
  }

  /** An integer from {@code min} to {@code max}, both included. */
  public long integer(String name, long min, long max) {
    return asInteger(name, required(name), min, max);
  }

  /** As {@link #integer}, or empty if the field is not there. */
  public OptionalLong optionalInteger(String name, long min, long max) {
    Optional<Object> value = optional(name);
    return value.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(asInteger(name, value.get(), min, max));
  }

  /** {@code true} or {@code false}. */
  public boolean flag(String name) {
    return asFlag(name, required(name));
  }

  /** As {@link #flag}, or empty if the field is not there. */
  public Optional<Boolean> optionalFlag(String name) {
    return optional(name).map(value -> asFlag(name, value));
  }

  /** One of the names of an enum. */
  public <E extends Enum<E>> E choice(String name, Class<E> choices) {
    return asChoice(name, required(name), choices);
  }

  /** As {@link #choice}, or empty if the field is not there. */
  public <E extends Enum<E>> Optional<E> optionalChoice(String name, Class<E> choices) {
    return optional(name).map(value -> asChoice(name, value, choices));
  }

  /** An object within this one, which {@link #end} looks through as well. */
  public JsonBody object(String name) {
    return asObject(name, required(name));
  }

  /** As {@link #object}, or empty if the field is not there. */
  public Optional<JsonBody> optionalObject(String name) {
    return optional(name).map(value -> asObject(name, value));
  }

  /** A list of 0 to {@code itemsMax} texts; see {@link #text}. */
  public List<String> texts(String name, int itemsMax, int lengthMax) {
    List<String> texts = new ArrayList<>();
    for (Object item : asList(name, required(name), itemsMax)) {
      texts.add(asText(name + "[" + texts.size() + "]", item, lengthMax));
    }
    return texts;
  }

  /** A list of 0 to {@code itemsMax} objects, which {@link #end} looks through as well. */
  public List<JsonBody> objects(String name, int itemsMax) {
    List<JsonBody> objects = new ArrayList<>();
    for (Object item : asList(name, required(name), itemsMax)) {
      objects.add(asObject(name + "[" + objects.size() + "]", item));
    }
    return objects;
  }

  /** The refusal of a field's value, for rules that are not of this class. */
  public ProblemException invalid(String name, String why) {
    return Problem.of(HttpProblem.FIELD_INVALID).field(prefix + name).detail(why).toException();
  }

  /**
   * Says that everything was read that has a meaning.
   *
   * @throws ProblemException with FIELD_UNKNOWN if there is more, here or in an object within
   */
  public void end() {
    for (Map.Entry<String, Field> field : fields.entrySet()) {
      if (!field.getValue().read) {
        throw Problem.of(HttpProblem.FIELD_UNKNOWN).field(prefix + field.getKey()).toException();
      }
    }
    parts.forEach(JsonBody::end);
  }

  private Object required(String name) {
    return optional(name)
        .orElseThrow(
            () -> Problem.of(HttpProblem.FIELD_MISSING).field(prefix + name).toException());
  }

  private Optional<Object> optional(String name) {
    Field field = fields.get(name);
    if (field == null) {
      return Optional.empty();
    }
    field.read = true;
    if (field.value == Odd.NULL) {
      throw invalid(name, "null is no value: leave the field out");
    }
    return Optional.of(field.value);
  }

  private String asText(String name, Object value, int lengthMax) {
    if (!(value instanceof String text)) {
      throw invalid(name, "it is not a text");
    }
    if (text.isEmpty() || text.codePointCount(0, text.length()) > lengthMax) {
      throw invalid(name, "its length is not between 1 and " + lengthMax + " characters");
    }
    if (!Texts.isPlain(text)) {
      throw invalid(name, "it has control characters or broken surrogate pairs");
    }
    return text;
  }

  private long asInteger(String name, Object value, long min, long max) {
    String range = "it is not an integer from " + min + " to " + max;
    if (value instanceof Fraction) {
      throw invalid(name, range + ": it has a fraction or an exponent");
    }
    if (value instanceof String) {
      throw invalid(name, range + ": it is a text, remove the quotes");
    }
    if (value instanceof BigInteger || !(value instanceof Number number)) {
      throw invalid(name, range);
    }
    if (number.longValue() < min || number.longValue() > max) {
      throw invalid(name, range);
    }
    return number.longValue();
  }

  private boolean asFlag(String name, Object value) {
    if (!(value instanceof Boolean flag)) {
      throw invalid(name, "it is neither true nor false");
    }
    return flag;
  }

  private <E extends Enum<E>> E asChoice(String name, Object value, Class<E> choices) {
    for (E choice : choices.getEnumConstants()) {
      if (choice.name().equals(value)) {
        return choice;
      }
    }
    throw invalid(
        name,
        "it is none of "
            + Arrays.stream(choices.getEnumConstants())
                .map(Enum::name)
                .collect(Collectors.joining(", ")));
  }

  @SuppressWarnings("unchecked") // The parser makes no other maps.
  private JsonBody asObject(String name, Object value) {
    if (!(value instanceof Map<?, ?> object)) {
      throw invalid(name, "it is not an object");
    }
    JsonBody part = new JsonBody(prefix + name + ".", (Map<String, Field>) object);
    parts.add(part);
    return part;
  }

  private List<?> asList(String name, Object value, int itemsMax) {
    if (!(value instanceof List<?> items)) {
      throw invalid(name, "it is not a list");
    }
    if (items.size() > itemsMax) {
      throw invalid(name, "it has more than " + itemsMax + " items");
    }
    return items;
  }

  private static Problem notJson(String detail) {
    return Problem.of(HttpProblem.BODY_NOT_JSON).detail(detail);
  }
}
