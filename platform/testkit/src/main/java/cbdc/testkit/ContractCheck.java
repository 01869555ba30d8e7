package cbdc.testkit;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Holds live answers of a service against its OpenAPI document: the status must be declared for the
 * operation, with that media type, the body must fit the schema, required headers must be there,
 * and a problem's code must be one that the operation lists for the status under {@code
 * x-problems}, or one of the declared examples or, where a response declares none, any. Remembers
 * what it saw, so that a test can tell which declared answers nobody ever provoked. Safe for use by
 * several threads.
 */
public final class ContractCheck {
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
  private static final String PROBLEM = "application/problem+json";

  /** An answer as it came. */
  public record Answer(
      int status, Function<String, Optional<String>> header, String contentType, String body) {}

  private record Described(
      String id,
      String method,
      Pattern path,
      JsonObject operation,
      Map<String, JsonObject> byStatus) {}

  private final JsonObject document;
  private final List<Described> operations = new ArrayList<>();
  private final Set<String> seen = new ConcurrentSkipListSet<>();
  private final Map<JsonObject, Validator> validators = new ConcurrentHashMap<>();

  /** A check against a document. */
  public ContractCheck(String yaml) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    document = new JsonObject(plain(new Yaml(new SafeConstructor(options)).load(yaml)));
    for (String path : document.getJsonObject("paths").fieldNames()) {
      JsonObject item = document.getJsonObject("paths").getJsonObject(path);
      for (String method : item.fieldNames()) {
        if (METHODS.contains(method)) {
          operations.add(describe(path, method, item.getJsonObject(method)));
        }
      }
    }
  }

  private Described describe(String path, String method, JsonObject operation) {
    Map<String, JsonObject> byStatus = new java.util.TreeMap<>();
    JsonObject responses = operation.getJsonObject("responses");
    for (String status : responses.fieldNames()) {
      byStatus.put(status, resolve(responses.getJsonObject(status)));
    }
    return new Described(
        operation.getString("operationId"),
        method.toUpperCase(Locale.ROOT),
        Pattern.compile(path.replaceAll("\\{[^}]+}", "[^/]+")),
        operation,
        byStatus);
  }

  /**
   * Checks an answer.
   *
   * @param path without the query
   * @throws AssertionError saying what the contract does not declare
   */
  public void check(String method, String path, Answer answer) {
    Described operation =
        described(method, path)
            .orElseThrow(() -> new AssertionError("no operation is " + method + " " + path));
    String what = operation.id() + " answered " + answer.status();
    JsonObject response = operation.byStatus().get(Integer.toString(answer.status()));
    if (response == null) {
      throw new AssertionError(what + ", which it does not declare: " + answer.body());
    }
    checkHeaders(what, response, answer);
    JsonObject content = response.getJsonObject("content", new JsonObject());
    if (content.isEmpty()) {
      if (!answer.body().isEmpty()) {
        throw new AssertionError(what + " with a body that it does not declare");
      }
      seen.add(operation.id() + " " + answer.status());
      return;
    }
    String type = answer.contentType().split(";", 2)[0].strip();
    if (!content.containsKey(type)) {
      throw new AssertionError(
          what + " as " + type + ", expected " + content.fieldNames() + ": " + answer.body());
    }
    JsonObject body = new JsonObject(answer.body());
    checkBody(what, content.getJsonObject(type).getJsonObject("schema"), body);
    if (type.equals(PROBLEM)) {
      checkProblem(operation, answer, content.getJsonObject(type), body);
    } else {
      seen.add(operation.id() + " " + answer.status());
    }
  }

  /** The id of the operation of a method and a path without its query, if there is one. */
  public Optional<String> operation(String method, String path) {
    return described(method, path).map(Described::id);
  }

  private Optional<Described> described(String method, String path) {
    return operations.stream()
        .filter(o -> o.method().equals(method) && o.path().matcher(path).matches())
        // A fixed path before one with a parameter: /a/history before /a/{id}.
        .min(java.util.Comparator.comparing(o -> o.path().pattern().contains("[^/]+")));
  }

  private void checkProblem(Described operation, Answer answer, JsonObject media, JsonObject body) {
    String code = body.getString("code");
    Set<String> codes = codes(operation, Integer.toString(answer.status()), media);
    boolean isOpen =
        operation
            .operation()
            .getJsonArray("x-open-codes", new JsonArray())
            .contains(answer.status());
    if (!codes.isEmpty() && !isOpen && !codes.contains(code)) {
      throw new AssertionError(
          operation.id()
              + " answered code "
              + code
              + ", declared for "
              + answer.status()
              + " are "
              + codes);
    }
    if (body.getInteger("status") != answer.status()) {
      throw new AssertionError("the document says status " + body.getInteger("status"));
    }
    seen.add(operation.id() + " " + answer.status() + " " + code);
  }

  /** The codes that an operation declares for a status. */
  private static Set<String> codes(Described operation, String status, JsonObject media) {
    JsonObject listed = operation.operation().getJsonObject("x-problems");
    return listed == null
        ? media.getJsonObject("examples", new JsonObject()).fieldNames()
        : listed.getJsonArray(status, new JsonArray()).stream()
            .map(String.class::cast)
            .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void checkHeaders(String what, JsonObject response, Answer answer) {
    JsonObject headers = response.getJsonObject("headers", new JsonObject());
    for (String name : headers.fieldNames()) {
      if (headers.getJsonObject(name).getBoolean("required", false)
          && answer.header().apply(name).isEmpty()) {
        throw new AssertionError(what + " without the header " + name);
      }
    }
  }

  private void checkBody(String what, JsonObject schema, JsonObject body) {
    OutputUnit result = validators.computeIfAbsent(schema, this::validator).validate(body);
    if (!result.getValid()) {
      throw new AssertionError(
          what
              + " with a body that does not fit its schema: "
              + (result.getErrors() == null
                  ? "no reason given"
                  : result.getErrors().stream()
                      .map(error -> error.getInstanceLocation() + " " + error.getError())
                      .toList())
              + " in "
              + body.encode());
    }
  }

  private Validator validator(JsonObject schema) {
    JsonObject schemas = document.getJsonObject("components").getJsonObject("schemas");
    String text =
        new JsonObject()
            .put("schema", schema)
            .put("all", schemas)
            .encode()
            .replace("#/components/schemas/", "#/$defs/");
    JsonObject rewritten = new JsonObject(text);
    JsonObject whole =
        rewritten.getJsonObject("schema").copy().put("$defs", rewritten.getJsonObject("all"));
    return Validator.create(
        JsonSchema.of(whole),
        new JsonSchemaOptions()
            .setBaseUri("https://contract.invalid")
            .setDraft(Draft.DRAFT202012)
            .setOutputFormat(OutputFormat.Basic));
  }

  /** Checks every example of the document against the schema that it stands beside. */
  public List<String> faultyExamples() {
    List<String> faults = new ArrayList<>();
    for (Described operation : operations) {
      JsonObject request = operation.operation().getJsonObject("requestBody", new JsonObject());
      checkExamples(operation.id() + " request", request.getJsonObject("content"), faults);
      operation
          .byStatus()
          .forEach(
              (status, response) ->
                  checkExamples(
                      operation.id() + " " + status, response.getJsonObject("content"), faults));
    }
    return faults;
  }

  private void checkExamples(String what, JsonObject content, List<String> faults) {
    if (content == null) {
      return;
    }
    for (String type : content.fieldNames()) {
      JsonObject media = content.getJsonObject(type);
      JsonObject examples = media.getJsonObject("examples", new JsonObject());
      if (examples.isEmpty()) {
        faults.add(what + " has no example");
      }
      for (String name : examples.fieldNames()) {
        JsonObject value = resolve(examples.getJsonObject(name)).getJsonObject("value");
        try {
          checkBody(what + " " + name, media.getJsonObject("schema"), value);
        } catch (AssertionError wrong) {
          faults.add(wrong.getMessage());
        }
      }
    }
  }

  /** Every declared answer, {@code operation status} or {@code operation status CODE}. */
  public Set<String> declared() {
    Set<String> declared = new TreeSet<>();
    for (Described operation : operations) {
      operation
          .byStatus()
          .forEach(
              (status, response) -> {
                JsonObject content = response.getJsonObject("content", new JsonObject());
                JsonObject problem = content.getJsonObject(PROBLEM);
                if (problem == null) {
                  declared.add(operation.id() + " " + status);
                } else {
                  codes(operation, status, problem)
                      .forEach(code -> declared.add(operation.id() + " " + status + " " + code));
                }
              });
    }
    return declared;
  }

  /** Declared answers that no checked answer was. */
  public Set<String> unseen() {
    Set<String> left = declared();
    left.removeAll(seen);
    return left;
  }

  private JsonObject resolve(JsonObject value) {
    String reference = value.getString("$ref");
    if (reference == null) {
      return value;
    }
    JsonObject at = document;
    for (String step : reference.substring(2).split("/", -1)) {
      at = at.getJsonObject(step);
      if (at == null) {
        throw new AssertionError("the document has no " + reference);
      }
    }
    return resolve(at);
  }

  /** YAML's maps may have numbers as names. */
  private static Map<String, Object> plain(Object value) {
    Map<String, Object> plain = new java.util.LinkedHashMap<>();
    ((Map<?, ?>) value).forEach((name, each) -> plain.put(String.valueOf(name), tree(each)));
    return plain;
  }

  private static Object tree(Object value) {
    if (value instanceof Map<?, ?>) {
      return new JsonObject(plain(value));
    }
    if (value instanceof List<?> list) {
      return new JsonArray(list.stream().map(ContractCheck::tree).toList());
    }
    return value instanceof java.util.Date date ? date.toInstant().toString() : value;
  }
}
