package cbdc.kit.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * An OpenAPI 3.1 document as far as a server needs it: which operations there are and what each
 * takes. Read once, immutable.
 */
public final class OpenApiContract {
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "patch", "head", "options");

  /** Where a parameter stands. */
  public enum Place {
    PATH,
    QUERY,
    HEADER
  }

  /**
   * One parameter of an operation, with the rules of its schema that the server checks.
   *
   * @param integer whether it is a decimal integer, from {@code min} to {@code max}; else a text
   * @param lengthMax characters of a text
   * @param pattern what a text must contain, null if anything
   * @param choices the only values, empty if any
   */
  public record Parameter(
      String name,
      Place place,
      boolean required,
      boolean integer,
      long min,
      long max,
      int lengthMax,
      Pattern pattern,
      Set<String> choices) {}

  /**
   * One operation.
   *
   * @param method in capitals, such as {@code POST}
   * @param path the template, such as {@code /v1/payments/{id}}
   * @param id the operationId
   * @param takesBody whether it may have a body at all
   * @param bodyRequired whether it must have one
   * @param requestTypes media types that the body may have
   * @param replyTypes media types that its answers below 400 may have
   * @param statuses what it may be answered with
   */
  public record Described(
      String method,
      String path,
      String id,
      List<Parameter> parameters,
      boolean takesBody,
      boolean bodyRequired,
      Set<String> requestTypes,
      Set<String> replyTypes,
      SortedSet<Integer> statuses) {}

  private final String yaml;
  private final Map<String, Object> document;
  private final List<Described> operations;

  private OpenApiContract(String yaml, Map<String, Object> document) {
    this.yaml = yaml;
    this.document = document;
    this.operations = readOperations();
  }

  /**
   * Reads a resource of the class path, such as {@code cbdc/wallet/openapi.yaml}.
   *
   * @throws IllegalArgumentException if there is none or it is no usable contract
   */
  public static OpenApiContract load(String resource) {
    try (InputStream in = OpenApiContract.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("there is no contract " + resource);
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException failed) {
      throw new UncheckedIOException("the contract " + resource + " could not be read", failed);
    }
  }

  /**
   * Reads a contract.
   *
   * @throws IllegalArgumentException if it is none, or says something that this server cannot keep
   */
  public static OpenApiContract parse(String yaml) {
    Map<String, Object> root = object(read(yaml), "the contract");
    if (!String.valueOf(root.get("openapi")).startsWith("3.1")) {
      throw new IllegalArgumentException("the contract is not OpenAPI 3.1");
    }
    return new OpenApiContract(yaml, root);
  }

  private static Object read(String yaml) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    DumperOptions unused = new DumperOptions();
    Resolver resolver =
        new Resolver() {
          @Override
          public void addImplicitResolver(Tag tag, Pattern form, String first, int limit) {
            // A time in an example is the text that it is.
            if (!tag.equals(Tag.TIMESTAMP)) {
              super.addImplicitResolver(tag, form, first, limit);
            }
          }
        };
    return new Yaml(
            new SafeConstructor(options), new Representer(unused), unused, options, resolver)
        .load(yaml);
  }

  /** All operations, in the order of the document. */
  public List<Described> operations() {
    return operations;
  }

  /** The document as it was written. */
  public String yaml() {
    return yaml;
  }

  /** The document as maps, lists and values. */
  Map<String, Object> document() {
    return document;
  }

  /** What a schema, parameter or response refers to, or itself where it refers to nothing. */
  Map<String, Object> resolve(Object maybeReference) {
    Map<String, Object> here = object(maybeReference, "a part of the contract");
    for (int hops = 0; here.get("$ref") instanceof String reference; hops++) {
      if (!reference.startsWith("#/") || hops > 20) {
        throw new IllegalArgumentException("the contract refers to " + reference + " and cannot");
      }
      Map<String, Object> at = document;
      for (String step : reference.substring(2).split("/", -1)) {
        String name = step.replace("~1", "/").replace("~0", "~");
        at = object(at.get(name), "the contract's " + reference);
      }
      here = at;
    }
    return here;
  }

  /** A part of the contract that is an object, with names as texts; empty if there is none. */
  Map<String, Object> map(Object part) {
    return part == null ? Map.of() : object(part, "a part of the contract");
  }

  private List<Described> readOperations() {
    List<Described> found = new ArrayList<>();
    Set<String> ids = new LinkedHashSet<>();
    section(document, "paths")
        .forEach(
            (path, item) -> {
              Map<String, Object> methods = object(item, path);
              for (Map.Entry<String, Object> entry : methods.entrySet()) {
                if (METHODS.contains(entry.getKey())) {
                  Described operation = describe(path, entry.getKey(), methods, entry.getValue());
                  if (!ids.add(operation.id())) {
                    throw new IllegalArgumentException(
                        "the contract has two operations " + operation.id());
                  }
                  found.add(operation);
                }
              }
            });
    return List.copyOf(found);
  }

  private Described describe(String path, String method, Map<String, Object> item, Object value) {
    Map<String, Object> operation = object(value, method + " " + path);
    if (!(operation.get("operationId") instanceof String id)) {
      throw new IllegalArgumentException("the contract names no operationId of " + method + path);
    }
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    for (Object listed : list(item.get("parameters"))) {
      Parameter parameter = parameter(id, listed);
      parameters.put(parameter.place() + parameter.name(), parameter);
    }
    for (Object listed : list(operation.get("parameters"))) {
      Parameter parameter = parameter(id, listed);
      parameters.put(parameter.place() + parameter.name(), parameter);
    }
    Map<String, Object> body =
        operation.containsKey("requestBody") ? resolve(operation.get("requestBody")) : Map.of();
    SortedSet<Integer> statuses = new TreeSet<>();
    Set<String> replyTypes = new LinkedHashSet<>();
    section(operation, "responses")
        .forEach(
            (status, response) -> {
              int code = status(id, status);
              statuses.add(code);
              if (code < 400) {
                replyTypes.addAll(section(resolve(response), "content").keySet());
              }
            });
    return new Described(
        method.toUpperCase(Locale.ROOT),
        path,
        id,
        List.copyOf(parameters.values()),
        !body.isEmpty(),
        Boolean.TRUE.equals(body.get("required")),
        section(body, "content").keySet(),
        replyTypes,
        statuses);
  }

  private static int status(String id, String status) {
    try {
      return Integer.parseInt(status);
    } catch (NumberFormatException range) {
      throw new IllegalArgumentException(
          id + " declares the response '" + status + "': name each status", range);
    }
  }

  private Parameter parameter(String id, Object listed) {
    Map<String, Object> parameter = resolve(listed);
    String name = String.valueOf(parameter.get("name"));
    Map<String, Object> schema = resolve(parameter.getOrDefault("schema", Map.of()));
    Place place =
        switch (String.valueOf(parameter.get("in"))) {
          case "path" -> Place.PATH;
          case "query" -> Place.QUERY;
          case "header" -> Place.HEADER;
          default ->
              throw new IllegalArgumentException(id + ": " + name + " is in an unknown place");
        };
    Set<String> choices = new LinkedHashSet<>();
    switch (String.valueOf(schema.get("type"))) {
      case "boolean" -> choices.addAll(List.of("true", "false"));
      case "integer", "string" -> {}
      default ->
          throw new IllegalArgumentException(
              id + ": parameter " + name + " is no string, integer or boolean");
    }
    list(schema.get("enum")).forEach(choice -> choices.add(String.valueOf(choice)));
    return new Parameter(
        name,
        place,
        place == Place.PATH || Boolean.TRUE.equals(parameter.get("required")),
        "integer".equals(schema.get("type")),
        number(schema.get("minimum"), Long.MIN_VALUE),
        number(schema.get("maximum"), Long.MAX_VALUE),
        (int) number(schema.get("maxLength"), 1000),
        schema.get("pattern") instanceof String regex ? Pattern.compile(regex) : null,
        choices);
  }

  private static long number(Object value, long otherwise) {
    return value instanceof Number number ? number.longValue() : otherwise;
  }

  static Map<String, Object> section(Map<String, Object> of, String name) {
    return of.get(name) == null ? Map.of() : object(of.get(name), name);
  }

  static List<?> list(Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static Map<String, Object> object(Object value, String what) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException(what + " is not an object");
    }
    Map<String, Object> object = new LinkedHashMap<>();
    // YAML reads the name 200 as a number.
    map.forEach((key, each) -> object.put(String.valueOf(key), each));
    return object;
  }
}
