package cbdc.kit.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Says a JSON schema in words, for the reference page. */
final class SchemaText {
  private static final String REFERENCE = "#/components/schemas/";

  private final OpenApiContract contract;

  SchemaText(OpenApiContract contract) {
    this.contract = contract;
  }

  /** The fields of an object as a table; a line with its type for anything else. */
  Html describe(Object schema) {
    Map<String, Object> properties = properties(schema);
    if (properties.isEmpty()) {
      return new Html().raw("<p>").raw(type(schema).toString()).raw("</p>\n");
    }
    Set<String> required = required(schema);
    Html table =
        new Html().raw("<table><thead><tr><th>field<th>type<th>meaning</tr></thead><tbody>\n");
    properties.forEach(
        (name, property) -> {
          Html cell = new Html().raw("<code>").text(name).raw("</code>");
          if (required.contains(name)) {
            cell.raw(" <small>required</small>");
          }
          table.row(cell, type(property), meaning(property));
        });
    return table.raw("</tbody></table>\n");
  }

  /** The type of a value, with its limits. */
  Html type(Object schema) {
    Map<String, Object> written = contract.map(schema);
    if (written.get("$ref") instanceof String reference && reference.startsWith(REFERENCE)) {
      String name = reference.substring(REFERENCE.length());
      return new Html()
          .raw("<a href=\"#schema-" + Html.anchor(name) + "\">")
          .text(name)
          .raw("</a>");
    }
    Map<String, Object> resolved = contract.resolve(schema);
    if (resolved.containsKey("items")) {
      return new Html().text("list of ").raw(type(resolved.get("items")).toString());
    }
    List<?> choices =
        OpenApiContract.list(
            resolved.containsKey("oneOf") ? resolved.get("oneOf") : resolved.get("anyOf"));
    if (!choices.isEmpty()) {
      Html either = new Html();
      for (int i = 0; i < choices.size(); i++) {
        either.raw(i == 0 ? "" : " or ").raw(type(choices.get(i)).toString());
      }
      return either;
    }
    return new Html().text(resolved.getOrDefault("type", "object")).raw(limits(resolved));
  }

  /** What a value means, with its example. */
  Html meaning(Object schema) {
    Map<String, Object> written = contract.map(schema);
    Map<String, Object> resolved = contract.resolve(schema);
    Html meaning = new Html();
    Object description = written.getOrDefault("description", resolved.get("description"));
    if (description != null) {
      meaning.inline(description);
    }
    Object example = example(schema);
    if (example != null && !(example instanceof Map) && !(example instanceof List)) {
      meaning.raw(" <small>e.g. <code>").text(example).raw("</code></small>");
    }
    return meaning;
  }

  /** The example of a schema: its own, or one put together from those of its fields, or null. */
  Object example(Object schema) {
    return example(schema, 0);
  }

  private Object example(Object schema, int depth) {
    Map<String, Object> resolved = contract.resolve(schema);
    List<?> examples = OpenApiContract.list(resolved.get("examples"));
    Object given =
        resolved.getOrDefault("example", examples.isEmpty() ? null : examples.getFirst());
    if (given == null) {
      given = resolved.get("const");
    }
    Map<String, Object> properties = properties(schema);
    if (given != null || properties.isEmpty() || depth > 5) {
      return given;
    }
    Map<String, Object> together = new LinkedHashMap<>();
    properties.forEach(
        (name, property) -> {
          Object value = example(property, depth + 1);
          if (value != null) {
            together.put(name, value);
          }
        });
    return together.isEmpty() ? null : together;
  }

  private Map<String, Object> properties(Object schema) {
    Map<String, Object> resolved = contract.resolve(schema);
    Map<String, Object> properties = new LinkedHashMap<>();
    for (Object part : OpenApiContract.list(resolved.get("allOf"))) {
      properties.putAll(properties(part));
    }
    properties.putAll(OpenApiContract.section(resolved, "properties"));
    return properties;
  }

  private Set<String> required(Object schema) {
    Map<String, Object> resolved = contract.resolve(schema);
    Set<String> required = new LinkedHashSet<>();
    for (Object part : OpenApiContract.list(resolved.get("allOf"))) {
      required.addAll(required(part));
    }
    OpenApiContract.list(resolved.get("required")).forEach(name -> required.add(name.toString()));
    return required;
  }

  private static String limits(Map<String, Object> schema) {
    List<String> limits = new ArrayList<>();
    if (schema.get("format") != null) {
      limits.add(String.valueOf(schema.get("format")));
    }
    limits.addAll(range(schema, "minimum", "maximum", ""));
    limits.addAll(range(schema, "minLength", "maxLength", " characters"));
    if (schema.get("const") != null) {
      limits.add("always " + schema.get("const"));
    }
    List<?> choices = OpenApiContract.list(schema.get("enum"));
    if (!choices.isEmpty()) {
      limits.add("one of " + String.join(", ", choices.stream().map(String::valueOf).toList()));
    }
    if (schema.get("pattern") != null) {
      limits.add("form " + schema.get("pattern"));
    }
    if (limits.isEmpty()) {
      return "";
    }
    return new Html().raw("<br><small>").text(String.join("; ", limits)).raw("</small>").toString();
  }

  private static List<String> range(
      Map<String, Object> schema, String from, String to, String unit) {
    Object least = schema.get(from);
    Object most = schema.get(to);
    if (least == null && most == null) {
      return List.of();
    }
    String words =
        least == null
            ? "up to " + most
            : most == null ? "at least " + least : least + " to " + most;
    return List.of(words + unit);
  }
}
