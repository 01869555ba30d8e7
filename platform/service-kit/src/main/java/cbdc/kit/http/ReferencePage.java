package cbdc.kit.http;

import io.vertx.core.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The reference page: the contract for people, one HTML page without script that prints well. */
final class ReferencePage {
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "patch", "head", "options");
  private static final String STYLE = "/cbdc/kit/reference.css";

  private final OpenApiContract contract;
  private final SchemaText schemas;
  private final Html page = new Html();

  private ReferencePage(OpenApiContract contract) {
    this.contract = contract;
    this.schemas = new SchemaText(contract);
  }

  /** The page of a contract. */
  static String of(OpenApiContract contract) {
    ReferencePage reference = new ReferencePage(contract);
    reference.build();
    return reference.page.toString();
  }

  private void build() {
    Map<String, Object> about = OpenApiContract.section(contract.document(), "info");
    Object title = about.getOrDefault("title", "API");
    page.raw("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>")
        .text(title)
        .raw("</title><style>\n" + style() + "</style></head><body>\n");
    Map<String, Map<String, Map<String, Object>>> byTag = operationsByTag();
    contents(byTag);
    page.raw("<main>\n<h1>").text(title).raw("</h1>\n<p class=\"version\">version ");
    page.text(about.getOrDefault("version", "?"))
        .raw(" · <a href=\"/openapi.yaml\">openapi.yaml</a></p>\n");
    if (about.get("description") != null) {
      page.prose(about.get("description"));
    }
    byTag.forEach(
        (tag, operations) -> {
          page.raw("<h2 id=\"tag-" + Html.anchor(tag) + "\">").text(tag).raw("</h2>\n");
          operations.forEach(this::operation);
        });
    schemaSection();
    page.raw("</main></body></html>\n");
  }

  private Map<String, Map<String, Map<String, Object>>> operationsByTag() {
    Map<String, Map<String, Map<String, Object>>> byTag = new LinkedHashMap<>();
    OpenApiContract.section(contract.document(), "paths")
        .forEach(
            (path, item) ->
                contract
                    .map(item)
                    .forEach(
                        (method, described) -> {
                          if (METHODS.contains(method)) {
                            Map<String, Object> operation = contract.map(described);
                            List<?> tags = OpenApiContract.list(operation.get("tags"));
                            String tag = tags.isEmpty() ? "operations" : tags.getFirst().toString();
                            byTag
                                .computeIfAbsent(tag, any -> new LinkedHashMap<>())
                                .put(method.toUpperCase(Locale.ROOT) + " " + path, operation);
                          }
                        }));
    return byTag;
  }

  private void contents(Map<String, Map<String, Map<String, Object>>> byTag) {
    page.raw("<nav>\n");
    byTag.forEach(
        (tag, operations) -> {
          page.raw("<h2><a href=\"#tag-" + Html.anchor(tag) + "\">").text(tag).raw("</a></h2><ul>");
          operations.forEach(
              (address, operation) -> {
                page.raw("<li><a href=\"#" + Html.anchor(id(operation)) + "\">");
                page.text(operation.getOrDefault("summary", address)).raw("</a></li>\n");
              });
          page.raw("</ul>\n");
        });
    page.raw("<h2><a href=\"#schemas\">Schemas</a></h2>\n</nav>\n");
  }

  private static String id(Map<String, Object> operation) {
    return String.valueOf(operation.get("operationId"));
  }

  private void operation(String address, Map<String, Object> operation) {
    String method = address.substring(0, address.indexOf(' '));
    String path = address.substring(address.indexOf(' ') + 1);
    page.raw("<section id=\"" + Html.anchor(id(operation)) + "\">\n<h3>")
        .raw("<span class=\"method " + method.toLowerCase(Locale.ROOT) + "\">" + method + "</span>")
        .raw(" <code>")
        .text(path)
        .raw("</code></h3>\n");
    if (operation.get("summary") != null) {
      page.raw("<p class=\"summary\">").inline(operation.get("summary")).raw("</p>\n");
    }
    if (operation.get("description") != null) {
      page.prose(operation.get("description"));
    }
    parameters(path, operation);
    if (operation.get("requestBody") != null) {
      page.raw("<h4>Body</h4>\n");
      content(contract.resolve(operation.get("requestBody")));
    }
    page.raw("<h4>Answers</h4>\n");
    OpenApiContract.section(operation, "responses").forEach(this::response);
    page.raw("</section>\n");
  }

  private void parameters(String path, Map<String, Object> operation) {
    Map<String, Object> paths = OpenApiContract.section(contract.document(), "paths");
    Map<String, Object> item = contract.map(paths.get(path));
    List<Object> all = new ArrayList<>(OpenApiContract.list(item.get("parameters")));
    all.addAll(OpenApiContract.list(operation.get("parameters")));
    if (all.isEmpty()) {
      return;
    }
    page.raw("<h4>Parameters</h4>\n<table><thead><tr><th>name<th>in<th>type<th>meaning</tr>")
        .raw("</thead><tbody>\n");
    for (Object listed : all) {
      Map<String, Object> parameter = contract.resolve(listed);
      Object schema = parameter.getOrDefault("schema", Map.of());
      Html name = new Html().raw("<code>").text(parameter.get("name")).raw("</code>");
      if (Boolean.TRUE.equals(parameter.get("required"))) {
        name.raw(" <small>required</small>");
      }
      Html meaning = new Html();
      if (parameter.get("description") != null) {
        meaning.inline(parameter.get("description")).raw(" ");
      }
      page.row(
          name,
          new Html().text(parameter.get("in")),
          schemas.type(schema),
          meaning.raw(schemas.meaning(schema).toString()));
    }
    page.raw("</tbody></table>\n");
  }

  private void response(String status, Object response) {
    Map<String, Object> described = contract.resolve(response);
    page.raw("<details" + (status.startsWith("2") ? " open" : "") + "><summary><b class=\"status s")
        .raw(Html.anchor(status.substring(0, 1)) + "\">")
        .text(status)
        .raw("</b> ")
        .inline(described.getOrDefault("description", ""))
        .raw("</summary>\n");
    content(described);
    page.raw("</details>\n");
  }

  private void content(Map<String, Object> of) {
    OpenApiContract.section(of, "content")
        .forEach(
            (type, value) -> {
              Map<String, Object> media = contract.map(value);
              page.raw("<p class=\"media\">").text(type).raw("</p>\n");
              Object schema = media.get("schema");
              if (schema != null) {
                page.raw(
                    contract.map(schema).containsKey("$ref")
                        ? "<p>" + schemas.type(schema) + "</p>\n"
                        : schemas.describe(schema).toString());
              }
              examples(media, schema);
            });
  }

  private void examples(Map<String, Object> media, Object schema) {
    Map<String, Object> named = OpenApiContract.section(media, "examples");
    named.forEach(
        (name, each) -> {
          Map<String, Object> example = contract.resolve(each);
          page.raw("<p class=\"media\">").text(example.getOrDefault("summary", name)).raw("</p>\n");
          json(example.get("value"));
        });
    if (media.get("example") != null) {
      json(media.get("example"));
    } else if (named.isEmpty() && schema != null) {
      json(schemas.example(schema));
    }
  }

  private void json(Object value) {
    if (value != null) {
      String text = value instanceof String already ? already : Json.encodePrettily(value);
      page.raw("<pre>").text(text).raw("</pre>\n");
    }
  }

  private void schemaSection() {
    page.raw("<h2 id=\"schemas\">Schemas</h2>\n");
    Map<String, Object> components = OpenApiContract.section(contract.document(), "components");
    OpenApiContract.section(components, "schemas")
        .forEach(
            (name, schema) -> {
              page.raw("<section id=\"schema-" + Html.anchor(name) + "\"><h3>");
              page.text(name).raw("</h3>\n");
              Object description = contract.resolve(schema).get("description");
              if (description != null) {
                page.prose(description);
              }
              page.raw(schemas.describe(schema).toString()).raw("</section>\n");
            });
  }

  private static String style() {
    try (InputStream in = ReferencePage.class.getResourceAsStream(STYLE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new UncheckedIOException("the style of the reference page is missing", failed);
    }
  }
}
